import Glibc

/// Files that nobody but their owner may read: mode 0600, durable once written, never replaced.
enum PrivateFile {
    /// Throws `.exists` or `.cannotWrite`; nothing half-written stays. The umask may have taken more away, never added.
    static func create(_ bytes: [UInt8], _ path: String) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? KeyFileError.exists(path) : KeyFileError.cannotWrite(path, reason: reason())
        }
        let isDurable = put(bytes, descriptor)
        let why = reason()
        close(descriptor)
        guard isDurable else {
            unlink(path)
            throw KeyFileError.cannotWrite(path, reason: why)
        }
    }

    /// The first `limit` bytes. Throws `.missing`, `.unreadable`, or `.tooOpen` where others may read it.
    static func read(_ path: String, upTo limit: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? KeyFileError.missing(path) : KeyFileError.unreadable(path, reason: reason())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw KeyFileError.unreadable(path, reason: "not a file")
        }
        guard status.st_mode & 0o077 == 0 else { throw KeyFileError.tooOpen(path, mode: status.st_mode & 0o777) }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(descriptor, &bytes, limit)
        guard count >= 0 else { throw KeyFileError.unreadable(path, reason: reason()) }
        return Array(bytes[..<count])
    }

    /// Writes over the contents and removes the file. Copies of it, and blocks that a file system or a disk keeps, are out of our
    /// reach.
    static func destroy(_ path: String, overwriting count: Int) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw KeyFileError.cannotWrite(path, reason: reason()) }
        let isOverwritten = put([UInt8](repeating: 0x30, count: count), descriptor)
        let why = reason()
        close(descriptor)
        guard isOverwritten, unlink(path) == 0 else { throw KeyFileError.cannotWrite(path, reason: why) }
    }

    private static func put(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return fsync(descriptor) == 0
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

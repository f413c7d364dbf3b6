import Glibc

/// A secret of 32 bytes in a file of its own: a line of hex, mode 0600.
package enum SecretFile {
    /// Makes a new secret and its file; never replaces one. On return it is durable.
    package static func create(_ path: String) throws -> [UInt8] {
        let secret = try Randomness.bytes(32)
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? KeyFileError.exists(path) : KeyFileError.cannotWrite(path, reason: reason())
        }
        defer { close(descriptor) }
        guard put(hex(secret), descriptor) else {
            let why = reason()
            unlink(path)
            throw KeyFileError.cannotWrite(path, reason: why)
        }
        return secret
    }

    /// Throws `.missing`, `.unreadable`, `.tooOpen`, or `.notPEM` where the file is something else.
    package static func read(_ path: String) throws -> [UInt8] {
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
        var text = [UInt8](repeating: 0, count: 80)
        let count = Glibc.read(descriptor, &text, text.count)
        guard count >= 64, let secret = Digest32(hex: String(decoding: text[0..<64], as: UTF8.self)),
            text[64..<max(64, count)].allSatisfy({ $0 == 0x0A })
        else { throw KeyFileError.notPEM(path) }
        return secret.bytes
    }

    /// Overwrites the secret and removes its file. Copies of the file, and blocks that a file system or a disk keeps, are
    /// out of our reach.
    package static func destroy(_ path: String) throws {
        _ = try read(path)
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw KeyFileError.cannotWrite(path, reason: reason()) }
        let isOverwritten = put([UInt8](repeating: 0x30, count: 65), descriptor)
        let why = reason()
        close(descriptor)
        guard isOverwritten, unlink(path) == 0 else { throw KeyFileError.cannotWrite(path, reason: why) }
    }

    private static func put(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    }

    private static func hex(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] } + [0x0A]
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

import Glibc

/// Why a key file cannot be used, so that the cure can be named.
package enum KeyFileError: Error, Hashable, Sendable {
    case missing(String)
    case exists(String)
    case unreadable(String, reason: String)
    /// Others than the owner may read it: mode & 077 is not 0.
    case tooOpen(String, mode: UInt32)
    case encrypted(String)
    case wrongPassphrase(String)
    case notPEM(String)
    case notEd25519(String)
    case cannotWrite(String, reason: String)
}

/// Private keys are files: PKCS#8 PEM, mode 0600.
package enum KeyFile {
    /// Makes a new file; never replaces one. On return it is durable.
    package static func write(_ key: SigningKey, _ path: String, passphrase: String? = nil) throws {
        let text = Array(try key.pem(passphrase: passphrase).utf8)
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? KeyFileError.exists(path) : KeyFileError.cannotWrite(path, reason: reason())
        }
        // The umask may have taken more away, never added.
        var written = 0
        while written < text.count {
            let count = text.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, text.count - written) }
            if count <= 0 { break }
            written += count
        }
        let isDurable = written == text.count && fsync(descriptor) == 0
        let why = reason()
        close(descriptor)
        guard isDurable else {
            unlink(path)
            throw KeyFileError.cannotWrite(path, reason: why)
        }
    }

    /// `passphrase` is asked for only where the file is encrypted; nil from it is `.encrypted`, a wrong one `.wrongPassphrase`.
    package static func read(_ path: String, passphrase: () -> String? = { nil }) throws -> SigningKey {
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
        var text = [UInt8](repeating: 0, count: 16_384)
        let count = Glibc.read(descriptor, &text, text.count)
        guard count >= 0 else { throw KeyFileError.unreadable(path, reason: reason()) }
        let pem = String(decoding: text[0..<count], as: UTF8.self)
        if pem.contains("ENCRYPTED") {
            guard let phrase = passphrase() else { throw KeyFileError.encrypted(path) }
            do { return try SigningKey(pem: pem, passphrase: phrase) } catch { throw KeyFileError.wrongPassphrase(path) }
        }
        guard pem.contains("-----BEGIN") else { throw KeyFileError.notPEM(path) }
        do { return try SigningKey(pem: pem) } catch { throw KeyFileError.notEd25519(path) }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

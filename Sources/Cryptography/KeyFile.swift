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
        try PrivateFile.create(Array(key.pem(passphrase: passphrase).utf8), path)
    }

    /// `passphrase` is asked for only where the file is encrypted; nil from it is `.encrypted`, a wrong one `.wrongPassphrase`.
    package static func read(_ path: String, passphrase: () -> String? = { nil }) throws -> SigningKey {
        let pem = String(decoding: try PrivateFile.read(path, upTo: 16_384), as: UTF8.self)
        if pem.contains("ENCRYPTED") {
            guard let phrase = passphrase() else { throw KeyFileError.encrypted(path) }
            do { return try SigningKey(pem: pem, passphrase: phrase) } catch { throw KeyFileError.wrongPassphrase(path) }
        }
        guard pem.contains("-----BEGIN") else { throw KeyFileError.notPEM(path) }
        do { return try SigningKey(pem: pem) } catch { throw KeyFileError.notEd25519(path) }
    }
}

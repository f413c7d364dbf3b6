import COpenSSL

/// An Ed25519 public key (RFC 8032), 32 bytes. Keys of low order, under which one signature fits many messages, are
/// refused when they are configured.
package struct PublicKey: Hashable, Sendable {
    package let raw: [UInt8]

    /// Throws `.badKey` unless these are 32 bytes that OpenSSL takes and that are not of low order.
    package init(raw: [UInt8]) throws(CryptographyError) {
        guard raw.count == 32 else { throw .badLength(raw.count) }
        guard !LowOrder.points.contains(raw) else { throw .badKey }
        guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, raw, raw.count) else { throw .badKey }
        EVP_PKEY_free(key)
        self.raw = raw
    }

    /// From a SubjectPublicKeyInfo PEM, as `openssl pkey -pubout` writes it.
    package init(pem: String) throws(CryptographyError) {
        guard let key = PEM.read(pem, { PEM_read_bio_PUBKEY($0, nil, nil, nil) }) else { throw .badKey }
        defer { EVP_PKEY_free(key) }
        try self.init(raw: PublicKey.rawBytes(of: key))
    }

    static func rawBytes(of key: OpaquePointer) throws(CryptographyError) -> [UInt8] {
        var raw = [UInt8](repeating: 0, count: 32)
        var count = 32
        guard EVP_PKEY_get_id(key) == EVP_PKEY_ED25519, EVP_PKEY_get_raw_public_key(key, &raw, &count) == 1, count == 32
        else { throw .badKey }
        return raw
    }

    /// False for any signature that is not right, whatever is wrong with it.
    package func verify(_ message: [UInt8], signature: [UInt8]) -> Bool {
        guard signature.count == 64, let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, raw, raw.count),
            let context = EVP_MD_CTX_new()
        else { return false }
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        let isRight = EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        ERR_clear_error()
        return isRight
    }

    /// SubjectPublicKeyInfo PEM, for the `openssl` command.
    package func pem() throws(CryptographyError) -> String {
        guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, raw, raw.count) else { throw .badKey }
        defer { EVP_PKEY_free(key) }
        return try PEM.write { PEM_write_bio_PUBKEY($0, key) }
    }
}

/// An Ed25519 private key. Its bytes stay with OpenSSL; they leave only as PEM, to be written to a file.
package final class SigningKey: @unchecked Sendable {
    // EVP_PKEY is safe to use from several threads once made; it is never changed after.
    private let key: OpaquePointer
    package let publicKey: PublicKey

    private init(adopting key: OpaquePointer) throws(CryptographyError) {
        do { publicKey = try PublicKey(raw: PublicKey.rawBytes(of: key)) } catch {
            EVP_PKEY_free(key)
            throw error
        }
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    package static func generate() throws(CryptographyError) -> SigningKey {
        try SigningKey(seed: Randomness.bytes(32))
    }

    /// RFC 8032 §5.1.5: the 32-byte private key.
    package convenience init(seed: [UInt8]) throws(CryptographyError) {
        guard seed.count == 32 else { throw .badLength(seed.count) }
        guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, 32) else { throw .badKey }
        try self.init(adopting: key)
    }

    /// From a PKCS#8 PEM without a passphrase.
    package convenience init(pem: String) throws(CryptographyError) {
        // Without a callback of ours OpenSSL would ask the terminal for a passphrase.
        guard let key = PEM.read(pem, { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in -1 }, nil) }) else { throw .badKey }
        try self.init(adopting: key)
    }

    /// From an encrypted PKCS#8 PEM. Throws `.badKey` for a wrong passphrase too.
    package convenience init(pem: String, passphrase: String) throws(CryptographyError) {
        let key = passphrase.withCString { phrase in
            PEM.read(pem) { PEM_read_bio_PrivateKey($0, nil, nil, UnsafeMutableRawPointer(mutating: phrase)) }
        }
        guard let key else { throw .badKey }
        try self.init(adopting: key)
    }

    /// PKCS#8 PEM, as `openssl genpkey` writes it; with a passphrase encrypted under AES-256-CBC and PBKDF2 (RFC 8018).
    package func pem(passphrase: String? = nil) throws(CryptographyError) -> String {
        guard let passphrase else { return try PEM.write { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) } }
        let phrase = Array(passphrase.utf8CString)
        return try PEM.write { PEM_write_bio_PKCS8PrivateKey($0, key, EVP_aes_256_cbc(), phrase, Int32(phrase.count - 1), nil, nil) }
    }

    /// 64 bytes.
    package func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .unavailable("memory") }
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = 64
        guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
        else { throw .failed("Ed25519 signature") }
        return signature
    }
}

private enum PEM {
    /// The BIO reads where the text lies, so the text must outlive it.
    static func read(_ pem: String, _ body: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
        let text = Array(pem.utf8)
        return text.withUnsafeBytes { bytes in
            guard let bio = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
            defer { BIO_free(bio) }
            let key = body(bio)
            ERR_clear_error()
            return key
        }
    }

    static func write(_ body: (OpaquePointer) -> Int32) throws(CryptographyError) -> String {
        guard let bio = BIO_new(BIO_s_mem()) else { throw .unavailable("memory") }
        defer { BIO_free(bio) }
        guard body(bio) == 1 else { throw .failed("PEM") }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while case let count = BIO_read(bio, &buffer, 1024), count > 0 { text += buffer[0..<Int(count)] }
        return String(decoding: text, as: UTF8.self)
    }
}

/// The encodings of the eight points of low order on edwards25519, non-canonical ones included (C2SP/CCTV, ed25519).
private enum LowOrder {
    static let points: Set<[UInt8]> = {
        let hex = [
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ]
        return Set(hex.compactMap { Digest32(hex: $0)?.bytes })
    }()
}

/// A secret of 32 bytes in a file of its own: a line of hex, mode 0600.
package enum SecretFile {
    /// Makes a new secret and its file; never replaces one. On return it is durable.
    package static func create(_ path: String) throws -> [UInt8] {
        let secret = try Randomness.bytes(32)
        try PrivateFile.create(hex(secret), path)
        return secret
    }

    /// Throws `.missing`, `.unreadable`, `.tooOpen`, or `.notPEM` where the file is something else.
    package static func read(_ path: String) throws -> [UInt8] {
        let text = try PrivateFile.read(path, upTo: 80)
        guard text.count >= 64, let secret = Digest32(hex: String(decoding: text[0..<64], as: UTF8.self)), text[64...].allSatisfy({ $0 == 0x0A })
        else { throw KeyFileError.notPEM(path) }
        return secret.bytes
    }

    /// Writes over the secret and removes its file.
    package static func destroy(_ path: String) throws {
        _ = try read(path)
        try PrivateFile.destroy(path, overwriting: 65)
    }

    private static func hex(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] } + [0x0A]
    }
}

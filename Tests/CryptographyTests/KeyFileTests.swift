import Cryptography
import Foundation
import Support
import Testing

/// Key files are what the `openssl` command reads and writes: PKCS#8 PEM, mode 0600.
struct KeyFileTests {
    @Test func opensslReadsOurKeyAndVerifiesOurSignature() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("ledger.key")
        let key = try SigningKey.generate()
        try KeyFile.write(key, path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        let publicPath = folder.path("ledger.pub")
        #expect(try run("openssl", "pkey", "-in", path, "-pubout", "-out", publicPath).status == 0)
        #expect(try String(contentsOfFile: publicPath, encoding: .utf8) == key.publicKey.pem())
        #expect(try PublicKey(pem: String(contentsOfFile: publicPath, encoding: .utf8)) == key.publicKey)

        try Data("text\n".utf8).write(to: URL(filePath: folder.path("text")))
        try Data(key.sign(Array("text\n".utf8))).write(to: URL(filePath: folder.path("sig")))
        let check = try run(
            "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", publicPath, "-rawin", "-in", folder.path("text"), "-sigfile",
            folder.path("sig"))
        #expect(check.status == 0, "\(check.output)")
    }

    @Test func weReadAKeyThatOpensslMade() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("made.key")
        #expect(try run("openssl", "genpkey", "-algorithm", "ed25519", "-out", path).status == 0)
        chmod(path, 0o600)
        let key = try KeyFile.read(path)
        #expect(key.publicKey.verify([1, 2, 3], signature: try key.sign([1, 2, 3])))
    }

    @Test func aKeyThatOthersCanReadIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("ledger.key")
        try KeyFile.write(SigningKey.generate(), path)
        chmod(path, 0o644)
        #expect(throws: KeyFileError.self) { _ = try KeyFile.read(path) }
    }

    @Test func anExistingKeyIsNeverOverwritten() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("ledger.key")
        let first = try SigningKey.generate()
        try KeyFile.write(first, path)
        #expect(throws: (any Error).self) { try KeyFile.write(SigningKey.generate(), path) }
        #expect(try KeyFile.read(path).publicKey == first.publicKey)
    }

    @Test(arguments: ["", "not a key\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func whatIsNoKeyIsRefused(text: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("ledger.key")
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o600)
        #expect(throws: (any Error).self) { _ = try KeyFile.read(path) }
    }

    @Test func anRSAKeyIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("rsa.key")
        #expect(try run("openssl", "genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:1024", "-out", path).status == 0)
        chmod(path, 0o600)
        #expect(throws: (any Error).self) { _ = try KeyFile.read(path) }
    }
}

import Cryptography
import Foundation
import Support
import Testing
import Wire

/// Ed25519 against RFC 8032 §7.1, against the published edge cases, and against the `openssl` command.
struct Ed25519Tests {
    struct Published: Decodable {
        let id, seed, `public`, msg_hex, sig: String
    }

    @Test func theRFCsKeysSignAndVerify() throws {
        for row in try Reference.rows("tlog/ed25519-rfc8032.json", as: Published.self) {
            let key = try SigningKey(seed: hex(row.seed))
            let message = try hex(row.msg_hex)
            #expect(try key.publicKey.raw == hex(row.public), "\(row.id)")
            #expect(try key.sign(message) == hex(row.sig), "\(row.id)")
            #expect(try key.publicKey.verify(message, signature: hex(row.sig)), "\(row.id)")
        }
    }

    struct EdgeCase: Decodable {
        let id, key, sig, msg: String
        let flags: [String]?
        let openssl_accepts: Bool
    }

    /// What OpenSSL accepts is what we accept: low-order points and encodings that are not canonical included, but a
    /// low-order public key is refused before anything is verified with it.
    @Test func edgeCasesAreJudgedAsOpenSSLDoes() throws {
        for row in try Reference.rows("tlog/ed25519.json", as: EdgeCase.self) {
            guard let key = try? PublicKey(raw: hex(row.key)) else {
                #expect(row.flags?.contains("low_order_A") == true || !row.openssl_accepts, "\(row.id): key refused")
                continue
            }
            #expect(try key.verify(Array(row.msg.utf8), signature: hex(row.sig)) == row.openssl_accepts, "\(row.id)")
        }
    }

    @Test func aChangedMessageOrSignatureIsRefused() throws {
        let key = try SigningKey.generate()
        let message = Array("origin\n1\n".utf8)
        let signature = try key.sign(message)
        for bit in stride(from: 0, to: signature.count * 8, by: 7) {
            var bent = signature
            bent[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.publicKey.verify(message, signature: bent), "bit \(bit)")
        }
        #expect(!key.publicKey.verify(message + [0], signature: signature))
        #expect(!key.publicKey.verify(message, signature: Array(signature.dropLast())))
    }
}

import Cryptography
import Presentation
import TransparencyLog
import Wire

/// Keys as people hand them in: a C2SP verifier key as text, a file with one, or a file with an Ed25519 public key in PEM, which
/// has no name of its own.
enum TrustedKeys {
    static func read(_ given: String, named origin: @autoclosure () throws -> String, kind: VerifierKey.Kind = .ed25519) throws -> VerifierKey {
        let unreadable = Problem(
            "bad-key", Text(en: "neither a verifier key nor a file with a public key: \(given)", zh: "既不是校验密钥，也不是公钥文件：\(given)"),
            hint: Text(en: "Ask the ledger's owner for the line that `init` printed.", zh: "请向账本所有者索取 init 显示的那一行。"))
        guard let key = try? VerifierKey(given) else {
            guard let text = SmallFile.text(given)?.trimmed else { throw unreadable }
            if let key = try? VerifierKey(text) { return try require(key, kind, given) }
            guard let key = try? PublicKey(pem: text), let named = try? VerifierKey(name: origin(), kind: kind, publicKey: key) else { throw unreadable }
            return named
        }
        return try require(key, kind, given)
    }

    private static func require(_ key: VerifierKey, _ kind: VerifierKey.Kind, _ given: String) throws -> VerifierKey {
        guard key.kind != kind else { return key }
        throw Problem(
            "bad-key",
            kind == .cosigner
                ? Text(en: "this is a log's key, not a witness's: \(given)", zh: "这是账本的公钥，不是见证方的：\(given)")
                : Text(en: "this is a witness's key, not a log's: \(given)", zh: "这是见证方的公钥，不是账本的：\(given)"))
    }

    /// Witnesses' keys with their quorum: of all unless it is said.
    static func witnesses(_ given: [String], quorum: Int?) throws -> (keys: [VerifierKey], quorum: Int) {
        let keys = try given.map { try read($0, named: "", kind: .cosigner) }
        let quorum = quorum ?? keys.count
        guard (0...Set(keys.map(\.publicKey)).count).contains(quorum) else {
            throw Problem.usage(
                Text(
                    en: "--quorum \(quorum) cannot be met by \(Set(keys.map(\.publicKey)).count) different witness keys",
                    zh: "--quorum \(quorum) 超过见证公钥数 \(Set(keys.map(\.publicKey)).count)"))
        }
        return (keys, quorum)
    }
}

enum SmallFile {
    /// The first 4 MiB of a file; nil where it cannot be read.
    static func bytes(_ path: String) -> [UInt8]? {
        guard let source = try? ByteSource(path: path) else { return nil }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < 4 << 20 {
            guard let count = try? room.withUnsafeMutableBytes({ try source.read(into: $0) }) else { return nil }
            if count == 0 { break }
            bytes += room[..<count]
        }
        return bytes
    }

    static func text(_ path: String) -> String? {
        bytes(path).flatMap { UTF8Validation.firstInvalid(in: $0) == nil ? String(decoding: $0, as: UTF8.self) : nil }
    }
}

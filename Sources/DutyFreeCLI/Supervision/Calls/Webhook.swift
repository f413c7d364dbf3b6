import Cryptography
import Dispatch
import Foundation
import FoundationNetworking
import Glibc
import Ledger
import Presentation
import Synchronization
import Wire

/// A receiver of notices over HTTP, signed as Standard Webhooks has it (standardwebhooks.com, "Signature scheme"): HMAC-SHA-256
/// over `id.timestamp.body`. A message counts as delivered when the receiver says 2xx; the same one may arrive twice, under
/// the same `webhook-id`.
struct Webhook {
    let url: URL
    let secret: [UInt8]

    /// Throws a usage problem where it is no http address.
    init(_ address: String, secret: [UInt8]) throws {
        guard let url = URL(string: address), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme), url.host?.isEmpty == false else {
            throw Problem.usage(Text(en: "--url is an http or https address, not “\(address)”", zh: "--url 应为 http 或 https 地址，而不是“\(address)”"))
        }
        self.url = url
        self.secret = secret
    }

    /// `whsec_` and base64, as the standard writes secrets; else the file's bytes as they are.
    static func secret(_ text: [UInt8]) -> [UInt8] {
        let line = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if line.hasPrefix("whsec_"), let data = Data(base64Encoded: String(line.dropFirst(6))) { return [UInt8](data) }
        return Array(line.utf8)
    }

    /// Nil where it was taken; else what happened instead.
    func post(_ message: OutboxMessage, at moment: Timestamp) -> String? {
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = "POST"
        request.httpBody = Data(message.body)
        let timestamp = String(moment.millisecondsSince1970 / 1000)
        let signed = Array("\(message.id).\(timestamp).".utf8) + message.body
        let signature = Data(SHA256.hmac(key: secret, message: signed).bytes).base64EncodedString()
        for (name, value) in [
            ("Content-Type", "application/json"), ("webhook-id", message.id), ("webhook-timestamp", timestamp), ("webhook-signature", "v1," + signature),
        ] { request.setValue(value, forHTTPHeaderField: name) }
        let answer = Mutex<String?>("no answer")
        let done = DispatchSemaphore(value: 0)
        let task = URLSession.shared.dataTask(with: request) { _, response, error in
            let status = (response as? HTTPURLResponse)?.statusCode
            answer.withLock { answer in
                if let status {
                    answer = (200...299).contains(status) ? nil : "HTTP \(status)"
                } else {
                    answer = error.map { ($0 as NSError).localizedDescription } ?? "no answer"
                }
            }
            done.signal()
        }
        task.resume()
        if done.wait(timeout: .now() + 15) == .timedOut { task.cancel() }
        return answer.withLock { $0 }
    }
}

/// How far a receiver has taken notices: a file beside the ledger, replaced as a whole after each one that it took.
struct OutboxCursor {
    let path: String

    /// `name` tells receivers of one ledger apart.
    init(ledger: String, name: String) throws {
        let folder = ledger + ".outbox"
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else { throw OutputFault(path: folder, reason: errno) }
        path = folder + "/" + name
    }

    var next: SequenceNumber {
        get throws {
            guard access(path, F_OK) == 0 else { return 0 }
            let text = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            guard let seq = SequenceNumber(text) else {
                throw Problem(
                    "bad-cursor", Text(en: "this file should hold a position in the ledger", zh: "此文件应为账本中的位置"), at: .init(file: path),
                    hint: Text(en: "Remove it to send everything again: receivers know what they have by its id.", zh: "删除后将全部重发：接收方可按标识识别重复。"))
            }
            return seq
        }
    }

    func set(_ next: SequenceNumber) throws {
        let new = path + ".new"
        let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw OutputFault(path: new, reason: errno) }
        let bytes = Array("\(next)\n".utf8)
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let synced = fsync(descriptor)
        close(descriptor)
        guard written == bytes.count, synced == 0, rename(new, path) == 0 else { throw OutputFault(path: path, reason: errno) }
    }
}

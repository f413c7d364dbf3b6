import ArgumentParser
import Cryptography
import DutyFree
import Glibc
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

/// 监管联动: linked parties get the same notice.
struct CallNotify: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "notify")

    @Option(name: .customLong("for"), help: "Only what concerns this party.", completion: .custom(Completions.parties)) var party: String?
    @Option(name: .shortAndLong, help: "Append notices to this file of JSON lines.", completion: .file()) var output: String?
    @Option(help: "Post them to this address.") var url: String?
    @Option(help: "A file with the secret that posts are signed with.", completion: .file()) var secret: String?
    @Option(name: .customLong("retry-for"), help: "Seconds to try again where the receiver does not answer.") var retryFor: Double = 60
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard (output == nil) != (url == nil) else {
            throw Problem.usage(Text(en: "say where to: -o FILE, or --url ADDRESS with --secret FILE", zh: "请指明去向：-o 文件，或 --url 地址 与 --secret 文件"))
        }
        guard (0...86_400).contains(retryFor) else { throw Problem.usage(Text(en: "--retry-for is 0 to 86400 seconds", zh: "--retry-for 为 0 到 86400 秒")) }
        let access = LedgerAccess(common, console.environment)
        let store = try access.read()
        let party = try party.map { code in
            try store.read { reader in
                guard let row = try reader.master(.party, code) else { throw Refusal(.unknownParty, facts: ["party": code]) }
                return try Party(code: PartyCode(code), data: row.data)
            }
        }
        if let output {
            let count = try store.read { try OutboxFile(path: output).append($0, for: party) }
            return try report(count, left: 0, nil, console)
        }
        return try post(store, access.path, party, console)
    }

    private func post(_ store: SQLiteLedger, _ ledger: String, _ party: Party?, _ console: Console) throws -> Presentation.ExitCode {
        guard let url, let secret else {
            throw Problem.usage(Text(en: "posts are signed: name the secret's file with --secret", zh: "推送须签名：请用 --secret 指定密钥文件"))
        }
        let hook = try Webhook(url, secret: Webhook.secret(try CallNotify.bytes(of: secret)))
        guard !hook.secret.isEmpty else { throw Problem.usage(Text(en: "the secret's file is empty", zh: "密钥文件为空")) }
        let name = SHA256.hash(Array((url + "\n" + (party?.code.text ?? "")).utf8)).hex.prefix(16)
        let cursor = try OutboxCursor(ledger: ledger, name: String(name))
        // Made first and posted afterwards: nobody waits for a receiver with the ledger open.
        var messages: [OutboxMessage] = []
        let end = try store.read { reader in
            try Outbox.messages(reader, from: try cursor.next, for: party) {
                messages.append($0)
                return true
            }
        }
        let until = Clock.monotonicMs() + Int64(retryFor * 1000)
        let clock = try Clock.now(console.environment)
        for (index, message) in messages.enumerated() {
            if let trouble = try deliver(message, hook, clock, until: until) {
                return try report(index, left: messages.count - index, trouble, console)
            }
            try cursor.set(message.seq + 1)
        }
        if try cursor.next < end { try cursor.set(end) }
        return try report(messages.count, left: 0, nil, console)
    }

    /// Again after 1, 2, 4 … up to 60 seconds, as long as there is time. Nil where it was taken.
    private func deliver(_ message: OutboxMessage, _ hook: Webhook, _ clock: () -> Timestamp, until: Int64) throws -> String? {
        var pause: Int64 = 1_000
        while true {
            guard let trouble = hook.post(message, at: clock()) else { return nil }
            try Interrupt.check()
            guard Clock.monotonicMs() + pause < until else { return trouble }
            let wake = Clock.monotonicMs() + pause
            while Clock.monotonicMs() < wake {
                usleep(50_000)
                try Interrupt.check()
            }
            pause = min(pause * 2, 60_000)
        }
    }

    private func report(_ sent: Int, left: Int, _ trouble: String?, _ console: Console) throws -> Presentation.ExitCode {
        if console.json {
            var line: JSONObject = ["sent": .integer(Int64(sent)), "left": .integer(Int64(left))]
            line["trouble"] = trouble.map { .string($0) }
            try console.emit(line)
            return left == 0 ? .done : .cannotRun
        }
        let notices = Figures.grouped(sent)
        if left == 0 {
            try console.say(.good, sent == 0 ? Text(en: "nothing new", zh: "没有新通知") : Text(en: "notices sent: \(notices)", zh: "已发送通知 \(notices) 条"))
            return .done
        }
        throw Problem(
            "not-delivered", Text(en: "the receiver did not take a notice: \(trouble ?? "no answer")", zh: "接收方未接受通知：\(trouble ?? "无应答")"), at: .init(),
            outcome: Text(en: "Sent \(notices), \(Figures.grouped(left)) wait; nothing is lost.", zh: "已发送 \(notices) 条，\(Figures.grouped(left)) 条待发；没有丢失。"),
            hint: Text(en: "Run it again when the receiver is back.", zh: "接收方恢复后请重新执行。"))
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do throws(InputError) {
            let source = try ByteSource(path: path)
            var bytes: [UInt8] = []
            var room = [UInt8](repeating: 0, count: 4_096)
            while bytes.count < 65_536 {
                let count: Int
                do { count = try room.withUnsafeMutableBytes { try source.read(into: $0) } } catch let error as InputError { throw error } catch { break }
                guard count > 0 else { break }
                bytes += room[0..<count]
            }
            return bytes
        } catch { throw Failure.stop(InputFault(error), file: path, outcome: Text(en: "Nothing was sent.", zh: "未发送任何内容。")) }
    }

    static let manual = CommandManual(
        name: "call notify", abstract: Text(en: "Send linked parties what is new: calls, answers, alerts.", zh: "向联动各方推送新的呼叫、应答与预警。"),
        example: .init("dutyfree call notify -o outbox.jsonl", Text(en: "a line an entry, each once", zh: "每条记录一行，仅一次")),
        another: .init("dutyfree call notify --url https://customs.example/hook --secret hook.secret --for K1", Text(en: "to a receiver, signed", zh: "签名推送")),
        usage: ["dutyfree call notify [--for PARTY] -o FILE", "dutyfree call notify [--for PARTY] --url ADDRESS --secret FILE [--retry-for SECONDS]"],
        discussion: [
            Text(
                en:
                    "Notices follow from the entries, so none can be lost: what a receiver did not take is sent the next time, in order. Run it from a timer. Posts are signed as Standard Webhooks has it (webhook-id, webhook-timestamp, webhook-signature: v1, HMAC-SHA-256 over id.timestamp.body); the same webhook-id twice is the same notice.",
                zh:
                    "通知由记录推导，不会丢失：未被接受的下次按序重发，可定时运行。推送按 Standard Webhooks 签名（webhook-id、webhook-timestamp、webhook-signature：v1，对 id.timestamp.body 的 HMAC-SHA-256）；webhook-id 相同即为同一通知。"
            )
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.refused), .init(.usage)], seeAlso: ["call list"])
}

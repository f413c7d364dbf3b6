import ArgumentParser
import DutyFree
import Interop
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountApprove: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "approve")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "Why the differences are accepted.") var reason: String?
    @Option(help: "A file of subjects, one a line, for which nothing is posted.", completion: .file()) var except: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let call = try CountCall(id, common, writing, console)
        let (session, by) = (call.session, call.by)
        let result = try call.result(for: .approve)
        if session.needsSecond, reason == nil {
            throw Problem.usage(Text(en: "what is at stake is above the tolerance: say why it is accepted with --reason", zh: "差异超出容差：请用 --reason 说明接受的理由"))
        }
        var data: JSONObject = ["resultHash": .string(result.hash)]
        data["reason"] = reason.map { .string(NFC.normalize($0)) }
        if let except { data["except"] = .array(try CountApprove.subjects(except).map { .string($0) }) }
        let (step, commit) = try call.desk.commit { try $0.count(session.id, .approve, by: by, data: data, mark: result.hash + ":" + by.text) }
        let waits = step.session.needsSecond && step.session.approvers.count < 2
        if console.json {
            var line: JSONObject = [
                "count": .string(session.id), "resultHash": .string(result.hash), "approvers": .array(step.session.approvers.map { .string($0.text) }),
                "needsSecond": .bool(waits),
            ]
            line["checkpoint"] = commit.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(.good, Text(en: "\(by.text) approves result \(result.hash.prefix(12))…", zh: "\(by.text) 批准结果 \(result.hash.prefix(12))…"))
            try console.say(
                waits
                    ? Text(en: "A second person must approve before it can be closed.", zh: "须第二人批准后方可结束。")
                    : Text(en: "Close with: dutyfree count close \(session.id)", zh: "结束：dutyfree count close \(session.id)"))
        }
        return .done
    }

    /// Codes of a file in any form, as the keys that the result has; a CSV's first column, the class of `count report` left out.
    private static func subjects(_ path: String) throws -> [String] {
        var texts: [(number: Int, text: String)] = []
        do throws(InputError) {
            let lines = LineReader(try ByteSource(path: path), limit: 4096)
            while let line = try lines.next() { texts.append((line.number, line.text.trimmed)) }
        } catch { throw Failure.stop(InputFault(error), file: path, outcome: Failure.nothingWritten) }
        let subjects = try texts.filter { !$0.text.isEmpty }.map { line in
            guard case .thing(let key) = GunRead.of(line.text) else {
                throw Problem.usage(
                    Text(
                        en: "\(path):\(line.number): “\(Printable.line(line.text))” names nothing of a count",
                        zh: "\(path):\(line.number)：“\(Printable.line(line.text))”不是盘点对象"))
            }
            return key
        }
        guard subjects.count <= 1_000 else {
            throw Problem.usage(Text(en: "at most 1,000 subjects can be left out; recount instead", zh: "至多可排除 1,000 个对象；请改为复盘"))
        }
        return subjects
    }

    static let manual = CommandManual(
        name: "count approve", abstract: Text(en: "Approve a count's result.", zh: "批准盘点结果。"),
        example: .init("dutyfree count approve C-2026-001 --as V1", Text(en: "within the tolerance", zh: "容差之内")),
        another: .init(
            "dutyfree count approve C-2026-001 --as V2 --reason \"police report 17\"",
            Text(en: "above it: the second person, with the reason", zh: "容差之外：第二人，并说明理由")),
        usage: ["dutyfree count approve ID [--except FILE] [--reason TEXT]"],
        options: [.init("--except FILE", Text(en: "subjects, one a line: nothing is posted for them", zh: "每行一个对象：不作调整"))],
        discussion: [Text(en: "Nobody who counted may approve. A read after an approval takes the approval back.", zh: "参与清点者不得批准。批准后如再有读取，批准即失效。")],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["count close", "count report"])
}

struct CountCancel: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "cancel")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let (step, commit) = try desk.commit { try $0.count(id, .cancel, by: by, data: ["reason": .string(NFC.normalize(reason))], mark: "") }
        if console.json {
            var line: JSONObject = ["count": .string(id), "state": .string(step.session.status.rawValue)]
            line["checkpoint"] = commit.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(.good, Text(en: "\(id) is cancelled; nothing was adjusted.", zh: "\(id) 已取消，未作任何调整。"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "count cancel", abstract: Text(en: "Give a count up.", zh: "取消盘点。"),
        example: .init("dutyfree count cancel C-2026-001 --reason \"wrong scope\" --as V1", Text(en: "its entries stay, nothing is adjusted", zh: "记录保留，不作调整")),
        another: .init("dutyfree count list", Text(en: "what is open", zh: "查看进行中的盘点")),
        usage: ["dutyfree count cancel ID --reason TEXT"], exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)],
        seeAlso: ["count open"])
}

import ArgumentParser
import Cryptography
import DutyFree
import Ledger
import Presentation
import Supervision
import Wire

struct RiskAssess: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "assess")

    @Argument(help: "The alert: the number of its entry.", completion: .custom(Completions.alerts)) var alert: UInt64
    @Option(help: "What was found out.") var text: String
    @Option(help: "What it weighs now, 0 to 100.") var score: Int64?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        if let score, !(0...100).contains(score) { throw Problem.usage(Text(en: "--score is 0 to 100", zh: "--score 为 0 至 100")) }
        var data: JSONObject = ["text": .string(NFC.normalize(text))]
        data["score"] = score.map { .integer($0) }
        return try RiskHandle.take(.assess, alert, data, common, writing, console)
    }

    static let manual = CommandManual(
        name: "risk assess", abstract: Text(en: "Say what was found out about an alert.", zh: "评估预警。"),
        example: .init("dutyfree risk assess 4211 --text 'a family of five, one flight' --score 10 --as V1", Text(en: "and what it weighs now", zh: "并重新评分")),
        another: .init("dutyfree risk assess 4211 --text 'asked the store' --as V1", Text(en: "looked at, not yet settled", zh: "已查看，尚未定论")),
        usage: ["dutyfree risk assess ALERT --text T [--score N]"],
        discussion: [
            Text(
                en: "Every step is an entry: nothing that was said is changed. Assessing what was settled opens it again.",
                zh: "每一步均为一条记录，已有内容不变。对已处置者再评估，即重新打开。")
        ],
        exits: RiskHandle.exits, seeAlso: ["risk show", "risk dismiss", "risk act"])
}

struct RiskDismiss: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "dismiss")

    @Argument(help: "The alert: the number of its entry.", completion: .custom(Completions.alerts)) var alert: UInt64
    @Option(help: "Why there is nothing in it.") var reason: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        try RiskHandle.take(.dismiss, alert, ["reason": .string(NFC.normalize(reason))], common, writing, console)
    }

    static let manual = CommandManual(
        name: "risk dismiss", abstract: Text(en: "Say that there is nothing in an alert, and why.", zh: "排除预警并说明理由。"),
        example: .init("dutyfree risk dismiss 4211 --reason 'a tour group with one guide' --as V1", Text(en: "a supervisor or customs", zh: "由负责人或海关")),
        another: .init("dutyfree risk dismiss 4211 --reason 'test of the gate' --as K1 --dry-run", Text(en: "only look whether it may be", zh: "试运行")),
        usage: ["dutyfree risk dismiss ALERT --reason T"],
        discussion: [
            Text(
                en:
                    "Only a supervisor or customs dismiss: not whoever was at the till. With backtest, reasons that come again and again show which threshold is too low.",
                zh: "仅负责人或海关可排除，当事岗位不可。反复出现的理由结合 backtest 可看出哪个阈值偏低。")
        ],
        exits: RiskHandle.exits, seeAlso: ["risk show", "risk assess", "risk backtest"])
}

struct RiskAct: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "act")

    @Argument(help: "The alert: the number of its entry.", completion: .custom(Completions.alerts)) var alert: UInt64
    @Option(help: "What was done.") var text: String
    @Option(help: "The call that it led to.", completion: .custom(Completions.calls)) var call: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        var data: JSONObject = ["text": .string(NFC.normalize(text))]
        data["call"] = call.map { .string($0) }
        return try RiskHandle.take(.act, alert, data, common, writing, console)
    }

    static let manual = CommandManual(
        name: "risk act", abstract: Text(en: "Say what was done about an alert.", zh: "处置预警。"),
        example: .init("dutyfree risk act 4211 --text 'goods frozen, order 17/2026' --as K1", Text(en: "customs froze the goods", zh: "海关冻结货物")),
        another: .init("dutyfree risk act 4211 --text 'the store must answer' --call Q-2026-004 --as K1", Text(en: "a call was opened", zh: "已发起呼叫")),
        usage: ["dutyfree risk act ALERT --text T [--call CALL]"],
        discussion: [
            Text(
                en: "What is done with the goods or the traveller — freeze, seize, ban, a call — is recorded by itself; this says why.",
                zh: "对货物或旅客的处置（冻结、扣留、停止享受政策、呼叫）另行记录；此处说明其缘由。")
        ],
        exits: RiskHandle.exits, seeAlso: ["risk show", "call open", "record"])
}

enum RiskHandle {
    static let exits: [CommandManual.Exit] = [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)]

    static func take(
        _ step: AlertStep, _ alert: UInt64, _ data: JSONObject, _ common: CommonOptions, _ writing: WritingOptions, _ console: Console
    ) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let words = by.text + ":" + SHA256.hash(CanonicalJSON.encode(data)).hex.prefix(16)
        let (taken, commit) = try desk.commit { recorder in
            // The same words from the same party, one after the other, are one step however often they are sent; later they are another.
            let steps = try recorder.alert(alert)?.steps ?? []
            let isAgain = steps.last.map { $0.step == step && $0.by == by && $0.text == (data["text"] ?? data["reason"])?.string } ?? false
            return try recorder.alert(alert, step, by: by, data: data, mark: "\(words):\(isAgain ? steps.count - 1 : steps.count)")
        }
        if console.json {
            var line = RiskDesk.json(taken.session)
            line["seq"] = taken.seq.map { .integer(Int64(clamping: $0)) }
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            try console.emit(line)
            return .done
        }
        try console.say(
            .good,
            taken.seq == nil
                ? Text(en: "alert \(alert): recorded already", zh: "预警 \(alert)：此前已记录")
                : Text(
                    en: "alert \(alert): \(step.done.en)\(desk.dryRun ? " (dry run: nothing written)" : "")",
                    zh: "预警 \(alert)：\(step.done.zh)\(desk.dryRun ? "（试运行：未写入）" : "")"))
        return .done
    }
}

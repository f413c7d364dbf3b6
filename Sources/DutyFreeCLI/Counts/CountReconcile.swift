import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountReconcile: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "reconcile")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let call = try CountCall(id, common, writing, console)
        let session = call.session
        let closed = call.desk.clock()
        let outcome = try call.derive(upTo: call.size, closed: closed)
        let result = outcome.result
        var classes = JSONObject()
        for kind in CountClass.allCases where result.count(kind) > 0 { classes[kind.rawValue] = .integer(Int64(result.count(kind))) }
        let policy = try call.desk.store.read { try $0.countPolicy(at: closed) }
        let (step, commit) = try call.desk.commit {
            try $0.count(
                session.id, .reconcile, by: call.by,
                data: [
                    "upTo": .integer(Int64(clamping: call.size)), "closed": .string(closed.formatted()), "resultHash": .string(outcome.hash),
                    "held": .integer(Int64(result.heldAtEnd)), "classes": .object(classes), "missingFen": .integer(result.valueFen[CountClass.missing.index]),
                    "needsSecond": .bool(policy.needsSecond(result)),
                ], mark: outcome.hash)
        }
        if console.json {
            var object = outcome.summary
            object["resultHash"] = .string(outcome.hash)
            object["state"] = .string(step.session.status.rawValue)
            object["needsSecond"] = .bool(step.session.needsSecond)
            object["checkpoint"] = commit.map { .string($0.note) }
            try console.emit(object)
        } else {
            try CountTables(console).show(result, session: step.session)
            let missing = result.count(.missing)
            if missing > 0 {
                try console.say(
                    Text(
                        en: "\(Figures.grouped(missing)) missing: have somebody else look with dutyfree count recount \(session.id) --to PARTY",
                        zh: "缺失 \(Figures.grouped(missing)) 件：请另一人复盘 dutyfree count recount \(session.id) --to 主体"))
            }
        }
        let isClean = CountClass.allCases.allSatisfy { $0.isInOrder || result.count($0) == 0 }
        return isClean ? .done : .answerIsNo
    }

    static let manual = CommandManual(
        name: "count reconcile", abstract: Text(en: "Compare what was read with what the ledger says.", zh: "将读取结果与账面核对。"),
        example: .init("dutyfree count reconcile C-2026-001 --as V1", Text(en: "the classes, their number and value", zh: "各类差异的件数与金额")),
        another: .init("dutyfree count reconcile C-2026-001 --as V1 --json", Text(en: "the same as JSON, with the result's hash", zh: "以 JSON 输出，含结果哈希")),
        usage: ["dutyfree count reconcile ID"],
        discussion: [
            Text(
                en:
                    "Every item is in exactly one class. Movements recorded since the count was opened are folded in by the time of the reads. The result's hash becomes an entry: it can be repeated with count verify.",
                zh: "每件货物恰属一类。盘点期间的移动按读取时间折算。结果哈希写入账本，可用 count verify 复核。")
        ],
        exits: [
            .init(.done), .init(.answerIsNo, Text(en: "there are differences", zh: "有差异")), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage),
        ],
        seeAlso: ["count recount", "count approve", "count report"])
}

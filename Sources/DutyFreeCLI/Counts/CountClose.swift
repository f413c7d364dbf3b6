import ArgumentParser
import Cryptography
import DutyFree
import GS1
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Supervision
import Wire

struct CountClose: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "close")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let call = try CountCall(id, common, writing, console)
        let (session, by, desk) = (call.session, call.by, call.desk)
        guard session.status == .approved else {
            throw Refusal(.countNotAllowed, facts: ["count": id, "status": session.status.rawValue, "step": "close"])
        }
        let approved = try call.result(for: .close)
        let before = try call.derive(upTo: approved.upTo, closed: approved.closed)
        guard before.hash == approved.hash else { throw Refusal(.countChanged, facts: ["count": id]) }
        let at = desk.clock()
        let scope = session.scope
        let (closed, commit) = try desk.commit { recorder in
            // Within the transaction: nothing moves between the last look and the adjustments.
            let now = try call.run.derive(recorder.stored, upTo: recorder.size, closed: at)
            let (plan, dropped) = try adjustments(before.result, now.result, session, by, at, recorder.stored)
            var refused = dropped
            var balance = CountBalance(before: now.result.heldAtEnd)
            var posted = 0
            for (row, movement) in plan {
                switch try recorder.record(Submission(movement)) {
                case .recorded:
                    posted += 1
                    balance.note(row, scope: scope)
                case .alreadyRecorded: break
                case .refused(let refusal): refused.append((row, refusal.code.rawValue))
                }
            }
            let (_, seq) = try recorder.count(
                session.id, .close, by: by,
                data: [
                    "resultHash": .string(approved.hash), "adjustments": .integer(Int64(posted)), "balance": .object(balance.data),
                    "dropped": .array(refused.prefix(100).map { .object(["subject": .string($0.0.subject), "why": .string($0.1)]) }),
                ], mark: "")
            var raised: [AlertSession] = []
            for alert in CountAlert.alerts(of: now.result) {
                guard let seq, let session = try recorder.raise(RiskAlert(alert, count: id, at: at, evidence: seq)) else { continue }
                raised.append(session)
            }
            return (posted: posted, balance: balance, refused: refused, raised: raised)
        }
        let (posted, balance, refused, raised) = closed
        if console.json {
            var line: JSONObject = ["count": .string(session.id), "adjustments": .integer(Int64(posted)), "balance": .object(balance.data)]
            line["dropped"] = .array(refused.map { .object(["subject": .string($0.0.subject), "class": .string($0.0.kind.rawValue), "why": .string($0.1)]) })
            line["alerts"] = .array(raised.map { .integer(Int64(clamping: $0.seq)) })
            line["checkpoint"] = commit.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(
                .good,
                Text(en: "\(session.id) is closed: \(Unit.adjustments.counted(posted).en).", zh: "\(session.id) 已结束：\(Unit.adjustments.counted(posted).zh)。"))
            try console.say(balance.sentence)
            for session in raised.prefix(20) {
                let alert = session.alert
                try console.say(
                    .warning,
                    Text(
                        en: "alert \(session.seq), \(alert.rule.rawValue), \(alert.subject): \(alert.sentence.en)",
                        zh: "预警 \(session.seq)，\(alert.rule.rawValue)，\(alert.subject)：\(alert.sentence.zh)"))
            }
            for (row, why) in refused.prefix(20) {
                try console.say(
                    Text(en: "  ! \(row.subject) (\(row.kind.words.en)): not posted, \(why)", zh: "  ! \(row.subject)（\(row.kind.words.zh)）：未调整，\(why)"))
            }
        }
        return refused.isEmpty ? .done : .answerIsNo
    }

    /// What was approved and still holds; the rest with the reason why not.
    private func adjustments(
        _ approved: CountResult, _ now: CountResult, _ session: CountSession, _ by: PartyCode, _ at: Timestamp, _ reader: any LedgerReader
    ) throws -> (plan: [(CountRow, Movement)], dropped: [(CountRow, String)]) {
        var keepers: [LocationPath: PartyCode] = [:]
        for row in try reader.masters(.location) { keepers[LocationPath(row.name)] = row.data["party"]?.string.map { PartyCode($0) } }
        let desk = CountAdjustments(session: session, approver: by, at: at, keepers: keepers)
        var plan: [(CountRow, Movement)] = []
        var dropped: [(CountRow, String)] = []
        for kind in CountAdjustments.posted where approved.count(kind) > 0 {
            var still: [String: CountRow] = [:]
            now.forEach(kind) { still[$0.subject] = $0 }
            try approved.forEach(kind) { row in
                if session.excepted.contains(row.subject) { return dropped.append((row, "excepted")) }
                guard let current = still[row.subject] else { return dropped.append((row, "moved-on")) }
                if let movement = try desk.movement(for: current, reader) { plan.append((current, movement)) } else { dropped.append((current, "no-movement")) }
            }
        }
        return (plan, dropped)
    }

    static let manual = CommandManual(
        name: "count close", abstract: Text(en: "Post the approved adjustments and end the count.", zh: "登记已批准的调整并结束盘点。"),
        example: .init("dutyfree count close C-2026-001 --as V1", Text(en: "losses, relocations, what was found: ordinary entries", zh: "灭失、移位、寻回：均为普通记录")),
        another: .init("dutyfree count close C-2026-001 --as V1 --dry-run", Text(en: "what would be posted", zh: "试运行")),
        usage: ["dutyfree count close ID"],
        discussion: [
            Text(
                en:
                    "The result is derived again up to now: what no longer holds is dropped and listed. Goods that are sold and still here, clones, and goods that had left the island are never adjusted: a person must look. Clones and goods that had left become alerts (dutyfree risk list).",
                zh: "结束时按最新账面重新核对：已不成立的差异会剔除并列出。已售仍在、重码、已离岛仍在者不作自动调整，须人工处理；重码与已离岛仍在者生成预警（dutyfree risk list）。")
        ],
        exits: [
            .init(.done), .init(.answerIsNo, Text(en: "closed, and not everything could be posted", zh: "已结束，但有未能调整的项目")), .init(.refused), .init(.cannotRun),
            .init(.busy), .init(.usage),
        ],
        seeAlso: ["count report", "count verify"])
}

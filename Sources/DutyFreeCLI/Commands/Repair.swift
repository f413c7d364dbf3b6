import ArgumentParser
import Ledger
import Presentation
import SQLiteStore
import Wire

struct Repair: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "repair")

    @Flag(help: "Rebuild what is derived from the entries (the only thing that can be).") var projections = false
    @OptionGroup var common: CommonOptions
    @Option(help: "Seconds to wait for another writer.") var wait: Double = 10
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Compare, write nothing.") var dryRun = false

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let access = LedgerAccess(common, console.environment)
        // Opened as it is: what is missing is to be told before it is rebuilt.
        let store = try SQLiteLedger(opening: access.path, .readWrite, waitMs: Int64(max(0, min(wait, 86_400)) * 1000))
        let bar = console.progress(Text(en: "Replaying entries", zh: "正在重演记录"), .entries, total: nil)
        // Bytes that were altered may still be read: nothing is derived from them.
        let isWhole = try Verification.run([SQLiteLedger(opening: access.path, .readOnly)], level: 2, key: nil) { _ in }.isSound
        let result = try isWhole ? Projections.rebuild(store, dryRun: dryRun) : nil
        var finished = bar
        finished.finish()
        guard let result, result.differences >= 0 else {
            throw Stop(
                Problem(
                    "entries-damaged", Text(en: "the entries themselves are damaged: entries are never repaired", zh: "记录本身已损坏：记录绝不修改"),
                    outcome: Text(en: "Nothing was changed.", zh: "未作任何更改。"),
                    hint: Text(en: "See: dutyfree verify; then restore a backup.", zh: "参见 dutyfree verify；然后从备份恢复。")), exit: .tampered)
        }
        if console.json {
            try console.emit([
                "differences": .integer(Int64(result.differences)), "items": .integer(Int64(result.items)), "rebuilt": .bool(!dryRun),
            ])
        } else if result.differences == 0 {
            try console.say(
                .good,
                Text(
                    en: "nothing differed; \(Figures.grouped(result.items)) items stand as the entries say",
                    zh: "没有差异；\(Figures.grouped(result.items)) 件货物与记录一致"))
        } else {
            let rows = Unit.rows.counted(result.differences)
            try console.say(
                .good,
                dryRun
                    ? Text(en: "not as the entries say: \(rows.en); to be rebuilt", zh: "与记录不符：\(rows.zh)；将会重建")
                    : Text(en: "not as the entries say: \(rows.en), rebuilt; no entry was touched", zh: "与记录不符：\(rows.zh)，已重建；未触动任何记录"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "repair", abstract: Text(en: "Rebuild from the entries what is derived from them.", zh: "由记录重建派生数据。"),
        example: .init("dutyfree repair --projections", Text(en: "compares, then rebuilds", zh: "比对后重建")),
        another: .init("dutyfree repair -n", Text(en: "compares only", zh: "仅比对")),
        usage: ["dutyfree repair [--projections] [-n]"],
        discussion: [Text(en: "Entries, tiles and checkpoints are never touched: what is wrong with them is evidence.", zh: "记录、瓦片和检查点绝不改动：其中的问题本身就是证据。")],
        exits: [.init(.done), .init(.tampered), .init(.cannotRun), .init(.busy)], seeAlso: ["verify", "restore"])
}

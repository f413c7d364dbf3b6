import ArgumentParser
import Evidence
import Ledger
import Presentation
import SQLiteStore
import Wire

struct ExportTiles: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "tiles")
    @Argument(help: "The folder; what is there already is kept.", completion: .directory) var folder: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let ledger = try LedgerAccess(common, console.environment).read()
        let size = try ledger.read { try $0.lastCheckpoint()?.size ?? 0 }
        var bar = console.progress(Text(en: "Exporting to \(folder)", zh: "正在导出到 \(folder)"), .entries, total: Int64(clamping: size))
        let result: TileFolder.Result
        do {
            result = try ledger.read { reader in
                try TileFolder.write(reader, to: folder) {
                    try Interrupt.check()
                    bar.update(done: Int64(clamping: $0))
                }
            }
        } catch TileFolder.Fault.otherLog(let path) {
            throw Stop(
                Problem(
                    "other-log", Text(en: "the folder holds another ledger, or a longer one", zh: "该目录存有另一账本，或更长的账本"), at: .init(file: path),
                    outcome: Text(en: "Nothing was overwritten.", zh: "未覆盖任何内容。"),
                    hint: Text(en: "Compare them: dutyfree verify --against \(path)", zh: "请比对：dutyfree verify --against \(path)")), exit: .refused)
        } catch TileFolder.Fault.missing(let path) {
            throw Stop(
                Problem(
                    "damaged", Text(en: "the ledger does not have \(path)", zh: "账本缺少 \(path)"),
                    hint: Text(en: "See: dutyfree verify", zh: "参见：dutyfree verify")), exit: .tampered)
        } catch TileFolder.Fault.noCheckpoint { throw ProofMakerFault.noCheckpoint.stop }
        bar.finish()
        if console.json {
            try console.emit([
                "folder": .string(folder), "size": .integer(Int64(clamping: result.size)), "written": .integer(Int64(result.written)),
                "kept": .integer(Int64(result.kept)),
            ])
        } else {
            try console.say(
                .good,
                Text(
                    en:
                        "\(folder): \(Figures.grouped(Int64(clamping: result.size))) entries as C2SP tlog-tiles, \(Figures.grouped(result.written)) files new, \(Figures.grouped(result.kept)) kept",
                    zh:
                        "\(folder)：\(Figures.grouped(Int64(clamping: result.size))) 条记录（C2SP tlog-tiles），新写 \(Figures.grouped(result.written)) 个文件，保留 \(Figures.grouped(result.kept)) 个"
                ))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "export tiles", abstract: Text(en: "Write the ledger as static files that any tlog-tiles client reads.", zh: "导出为任何 tlog-tiles 客户端可读的静态文件。"),
        example: .init("dutyfree export tiles /srv/www/ledger", Text(en: "run it again: only what is new is written", zh: "重复运行只写新增部分")),
        another: .init("dutyfree export tiles /media/usb/tiles --json", Text(en: "a copy for an auditor", zh: "给审计的副本")),
        usage: ["dutyfree export tiles DIR"],
        discussion: [
            Text(
                en: "checkpoint, tile/L/N and tile/entries/N, as C2SP tlog-tiles names them; the checkpoint is written last.",
                zh: "文件名按 C2SP tlog-tiles：checkpoint、tile/L/N、tile/entries/N；检查点最后写入。")
        ],
        exits: [.init(.done), .init(.refused), .init(.tampered), .init(.cannotRun)], seeAlso: ["verify", "checkpoint"])
}

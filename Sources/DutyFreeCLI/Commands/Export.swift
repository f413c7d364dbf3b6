import ArgumentParser
import Cryptography
import DutyFree
import Glibc
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", subcommands: [ExportEntries.self, ExportMovements.self, ExportTiles.self], defaultSubcommand: ExportEntries.self)
}

struct ExportEntries: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "entries")

    @Option(help: "The first entry.") var from: UInt64?
    @Option(help: "The last entry.") var to: UInt64?
    @Option(help: "Only the chain of this item.") var item: String?
    @Option(help: "jsonl or csv.", completion: .list(["jsonl", "csv"])) var format = "jsonl"
    @Option(name: [.customShort("o"), .customLong("output")], help: "A file, else stdout.", completion: .file()) var output: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard let format = InputFormat(rawValue: format) else {
            throw Problem.usage(Text(en: "--format is jsonl or csv", zh: "--format 为 jsonl 或 csv"))
        }
        if let from, let to, from > to { throw Problem.usage(Text(en: "--from is after --to", zh: "--from 在 --to 之后")) }
        let out = try OutputFile(output)
        let writer = EntryExport(format: format)
        let ledger = try LedgerAccess(common, console.environment).read()
        var count = 0
        do {
            try ledger.read { reader in
                let size = try reader.size()
                let range = (from ?? 0)..<max(from ?? 0, min(size, to.map { $0 == .max ? $0 : $0 + 1 } ?? size))
                var bar = console.progress(Text(en: "Exporting", zh: "正在导出"), .entries, total: Int64(range.count))
                defer { bar.finish() }
                try out.write(writer.header())
                func put(_ body: UnsafeRawBufferPointer) throws {
                    try out.write(try writer.line(body))
                    count += 1
                    if count % 4096 == 0 {
                        try Interrupt.check()
                        bar.update(done: Int64(count))
                    }
                }
                if let item {
                    let key = try ItemCode.key(item)
                    guard let identity = try reader.identity(of: key) else {
                        throw Stop(Problem(Refusal(.unknownItem, item: key)), exit: .answerIsNo)
                    }
                    for (entry, body) in try reader.chain(of: identity) where range.contains(entry.seq) {
                        try body.withUnsafeBytes { try put($0) }
                    }
                } else {
                    try reader.scan(range) { _, body in
                        try put(body)
                        return true
                    }
                }
            }
            try out.close()
        } catch {
            out.discard()
            throw error
        }
        if output != nil {
            if console.json {
                try console.emit(["entries": .integer(Int64(count)), "file": .string(output ?? "-")])
            } else {
                try console.say(.good, Text(en: "\(Figures.grouped(count)) entries → \(output ?? "-")", zh: "\(Figures.grouped(count)) 条记录 → \(output ?? "-")"))
            }
        }
        return .done
    }

    static let manual = CommandManual(
        name: "export", abstract: Text(en: "Write entries out, byte for byte or as a table.", zh: "导出记录：逐字节原文或表格。"),
        example: .init("dutyfree export -o ledger.jsonl", Text(en: "a line an entry: its very bytes", zh: "每行一条，即其原始字节")),
        another: .init("dutyfree export --item /01/09521000200074/21/A1 --format csv", Text(en: "one item's chain as a table", zh: "一件货物的链条，表格形式")),
        usage: ["dutyfree export [--from SEQ] [--to SEQ] [--item K] [--format jsonl|csv] [-o FILE]"],
        discussion: [
            Text(
                en: "In JSON Lines each line is the entry's body as it was hashed: SHA-256 of a zero byte and the line (without its end) is the entry's hash.",
                zh: "JSON Lines 的每一行就是参与哈希的记录原文：零字节加该行（不含行尾）的 SHA-256 即记录哈希。")
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.cannotRun)], seeAlso: ["trace", "backup"])
}

/// Entries as lines of an export.
struct EntryExport {
    let format: InputFormat
    private static let columns = [
        "seq", "at", "kind", "type", "by", "occurred", "item", "n", "state", "from", "to", "docs", "person", "ref", "event", "data", "hash",
    ]

    func header() -> [UInt8] {
        guard format == .csv else { return [] }
        var writer = CSVWriter()
        writer.append(row: EntryExport.columns)
        return writer.bytes
    }

    func line(_ body: UnsafeRawBufferPointer) throws -> [UInt8] {
        if format == .jsonl { return Array(body) + [0x0A] }
        let entry = try Entry(body)
        func json(_ object: JSONObject) -> String { object.isEmpty ? "" : String(decoding: CanonicalJSON.encode(object), as: UTF8.self) }
        var docs = JSONObject()
        for (kind, document) in entry.documents { docs[kind.rawValue] = .string(document.number) }
        var writer = CSVWriter()
        writer.append(row: [
            String(entry.seq), entry.at.formatted(), entry.kind.rawValue, entry.type ?? "", entry.by?.text ?? "",
            entry.occurred?.formatted() ?? "", entry.link?.item.text ?? "", entry.link.map { String($0.n) } ?? "",
            entry.link?.state.rawValue ?? "", entry.link?.from?.text ?? "", entry.link?.to?.text ?? "", json(docs),
            entry.person?.text ?? "", entry.reference.map { String($0) } ?? "", entry.event ?? "", json(entry.data),
            SHA256.leaf(Array(body)).hex,
        ])
        return writer.bytes
    }
}

/// A file, or standard output where there is no path, that could not be written.
struct OutputFault: Error {
    let path: String?
    /// An errno.
    let reason: Int32
}

/// A file that is there whole or not at all, or standard output.
final class OutputFile {
    private let path: String?
    private var descriptor: Int32 = 1
    private var buffer: [UInt8] = []

    init(_ path: String?) throws {
        self.path = path == "-" ? nil : path
        guard let path = self.path else { return }
        descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? StoreFault.exists(path: path) : StoreFault.unreadable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count > 1 << 16 { try flush() }
    }

    func flush() throws {
        var start = 0
        while start < buffer.count {
            let count = buffer[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if errno == EINTR { continue }
                if errno == EPIPE { throw SinkFault.closed }
                throw OutputFault(path: path, reason: errno)
            }
            start += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    func close() throws {
        try flush()
        if path != nil { Glibc.close(descriptor) }
    }

    /// Nothing half-written is left behind.
    func discard() {
        guard let path else { return }
        Glibc.close(descriptor)
        unlink(path)
    }
}

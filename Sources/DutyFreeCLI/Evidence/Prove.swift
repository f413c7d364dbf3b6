import ArgumentParser
import DutyFree
import Evidence
import GS1
import Glibc
import Interop
import Ledger
import Presentation
import SQLiteStore
import Symbols
import TransparencyLog
import Wire

struct Prove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", subcommands: [ProveItem.self, ProveEntry.self, ProveState.self, ProveAbsent.self, ProveStock.self, ProveExtension.self])
}

/// Where a proof goes.
struct ProofOutput: ParsableArguments {
    @Option(name: .shortAndLong, help: "The file to write; else it is printed.", completion: .file()) var output: String?
    @Option(help: "Also as one QR code, an SVG file.", completion: .file()) var qr: String?
    @Option(name: .customLong("as-of"), help: "Under the first checkpoint that covers this entry.") var asOf: UInt64?
}

extension ProofOutput {
    /// Makes a proof of the ledger and writes it; says what cannot be proven and why.
    func write(_ common: CommonOptions, _ console: Console, _ make: (ProofMaker) throws -> ProofFile) throws -> Presentation.ExitCode {
        // Two files or none: that neither is there is seen before the first is written.
        for path in [output, qr].compactMap({ $0 }) where access(path, F_OK) == 0 { throw StoreFault.exists(path: path) }
        let proof: ProofFile
        do {
            proof = try LedgerAccess(common, console.environment).read().read { try make(ProofMaker($0, asOf: asOf)) }
        } catch let fault as ProofMakerFault { throw fault.stop }
        var compact: [UInt8]?
        if let qr {
            let bytes = proof.compact
            guard bytes.count <= ProofOutput.qrBytesMax, let symbol = try? Symbol.qr(bytes) else {
                throw Stop(
                    Problem(
                        "too-long-for-qr",
                        Text(
                            en:
                                "the proof has \(Figures.grouped(bytes.count)) bytes even in short form; one QR code holds \(Figures.grouped(ProofOutput.qrBytesMax))",
                            zh: "证明的紧凑形式仍有 \(Figures.grouped(bytes.count)) 字节，一个二维码只能容纳 \(Figures.grouped(ProofOutput.qrBytesMax))"),
                        outcome: Text(en: "Nothing was written.", zh: "未写入任何文件。"), hint: Text(en: "Write it to a file: -o FILE", zh: "请写入文件：-o 文件")),
                    exit: .answerIsNo)
            }
            try ProofOutput.put(Array(symbol.svg(side: "90mm", label: "proof").utf8), qr)
            compact = bytes
        }
        return try put(proof.text, compact: compact?.count, console)
    }

    func put(_ text: String, compact: Int?, _ console: Console) throws -> Presentation.ExitCode {
        guard let output else {
            if console.json {
                try console.emit(["proof": .string(text), "bytes": .integer(Int64(text.utf8.count))])
            } else {
                try console.write(text)
            }
            return .done
        }
        try ProofOutput.put(Array(text.utf8), output)
        if console.json {
            var line: JSONObject = ["file": .string(output), "bytes": .integer(Int64(text.utf8.count))]
            line["qrBytes"] = compact.map { .integer(Int64($0)) }
            try console.emit(line)
        } else {
            let short = compact.map { (", as QR \(Figures.grouped($0))", "，二维码 \(Figures.grouped($0)) 字节") }
            try console.say(
                .good,
                Text(
                    en: "\(output): \(Figures.grouped(text.utf8.count)) bytes" + (short?.0 ?? ""),
                    zh: "\(output)：\(Figures.grouped(text.utf8.count)) 字节" + (short?.1 ?? "")))
            try console.say(
                Text(
                    en: "  Anyone checks it with: dutyfree check \(output) --key KEY, or docs/check_proof.py",
                    zh: "  任何人可核验：dutyfree check \(output) --key 公钥，或 docs/check_proof.py"))
        }
        return .done
    }

    /// ISO/IEC 18004: 2,953 bytes with low correction; some readers stop a little earlier.
    static let qrBytesMax = 2_900

    private static func put(_ bytes: [UInt8], _ path: String) throws {
        let file = try OutputFile(path)
        try file.write(bytes)
        try file.close()
    }
}

extension ProofMakerFault {
    var stop: Stop {
        let close = Text(en: "Close the day first: dutyfree close", zh: "请先日结：dutyfree close")
        return switch self {
        case .unknownItem(let key): Stop(Problem(Refusal(.unknownItem, item: key)), exit: .answerIsNo)
        case .noEntry(let seq):
            Stop(Problem("no-entry", Text(en: "there is no entry \(seq) under that checkpoint", zh: "该检查点下没有第 \(seq) 条记录")), exit: .answerIsNo)
        case .notClosed:
            Stop(
                Problem("not-closed", Text(en: "no day was closed before that checkpoint: nothing commits to the state", zh: "该检查点之前没有日结，无从证明状态"), hint: close),
                exit: .answerIsNo)
        case .isThere(let key):
            Stop(
                Problem(
                    "is-there", Text(en: "\(key.text) is in the ledger: its absence cannot be proven", zh: "\(key.text) 在账本中，无法证明其不存在"), item: key.text,
                    hint: Text(en: "See: dutyfree trace \(key.text)", zh: "参见：dutyfree trace \(key.text)")), exit: .answerIsNo)
        case .movedSince(let key, let seq):
            Stop(
                Problem(
                    "moved-since", Text(en: "\(key.text) has moved on at entry \(seq) since the day was closed", zh: "\(key.text) 在日结之后的第 \(seq) 条有变动"),
                    item: key.text, hint: close), exit: .answerIsNo)
        case .placeNeeded:
            Stop(
                Problem.usage(Text(en: "--product needs --location, and --state needs --product", zh: "--product 须同时指定 --location，--state 须同时指定 --product")),
                exit: .usage)
        case .noCheckpoint: Stop(Problem("no-checkpoint", Text(en: "there is no such checkpoint", zh: "没有这样的检查点")), exit: .answerIsNo)
        case .longer(let size):
            Stop(
                Problem(
                    "longer",
                    Text(
                        en: "that checkpoint is of \(Figures.grouped(Int64(clamping: size))) entries: more than this ledger has",
                        zh: "该检查点含 \(Figures.grouped(Int64(clamping: size))) 条，多于本账本"),
                    hint: Text(en: "This ledger was rolled back, or it is another one.", zh: "账本被回退，或不是同一账本。")), exit: .tampered)
        case .damaged(let fault):
            Stop(
                Problem(
                    "damaged", Text(en: "the tiles do not give the hashes of a proof (\(fault))", zh: "默克尔块无法给出证明所需的哈希（\(fault)）"),
                    hint: Text(en: "See: dutyfree verify", zh: "参见：dutyfree verify")), exit: .tampered)
        }
    }
}

struct ProveItem: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "item")
    @Argument(help: "The item, in any form of its code.") var item: String
    @OptionGroup var output: ProofOutput
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let key = try ItemCode.key(item)
        return try output.write(common, console) { try $0.item(key) }
    }

    static let manual = CommandManual(
        name: "prove item", abstract: Text(en: "Prove an item's whole life in one small file.", zh: "用一个小文件证明一件货物的全部经历。"),
        example: .init(
            "dutyfree prove item \"(01)09521000200074(21)DF-1\" -o item.proof", Text(en: "checked offline with the public key alone", zh: "仅凭公钥离线核验")),
        another: .init("dutyfree prove item DF-1 -o item.proof --qr item.svg", Text(en: "also as one QR code", zh: "同时生成二维码")),
        usage: ["dutyfree prove item ITEM [-o FILE] [--qr FILE.svg] [--as-of SEQ]"],
        discussion: [
            Text(
                en:
                    "All entries of the item hang together by their hashes, so one inclusion proof of the last proves all. That no later entry exists is proven by `prove state`.",
                zh: "同一货物的记录以哈希相连，只需证明最后一条。要证明此后再无记录，请用 prove state。")
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.tampered), .init(.cannotRun)], seeAlso: ["check", "prove state", "trace"])
}

struct ProveEntry: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "entry")
    @Argument(help: "The entry's position.") var seq: UInt64
    @OptionGroup var output: ProofOutput
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode { try output.write(common, console) { try $0.entry(seq) } }

    static let manual = CommandManual(
        name: "prove entry", abstract: Text(en: "Prove that an entry stands in the signed ledger.", zh: "证明某条记录在已签名的账本中。"),
        example: .init("dutyfree prove entry 4211 -o entry.proof", Text(en: "a C2SP tlog-proof", zh: "C2SP tlog-proof 格式")),
        another: .init("dutyfree prove entry 4211 --as-of 4211 -o entry.proof", Text(en: "under the checkpoint that sealed it", zh: "以当时的检查点为准")),
        usage: ["dutyfree prove entry SEQ [-o FILE] [--qr FILE.svg] [--as-of SEQ]"],
        exits: [.init(.done), .init(.answerIsNo), .init(.tampered), .init(.cannotRun)], seeAlso: ["check", "checkpoint"])
}

struct ProveState: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "state")
    @Argument(help: "The item, in any form of its code.") var item: String
    @OptionGroup var output: ProofOutput
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let key = try ItemCode.key(item)
        return try output.write(common, console) { try $0.state(key) }
    }

    static let manual = CommandManual(
        name: "prove state", abstract: Text(en: "Prove an item's life, and that nothing came after it when the day was closed.", zh: "证明货物经历，且日结时此后再无记录。"),
        example: .init("dutyfree prove state \"(01)09521000200074(21)DF-1\" -o state.proof", Text(en: "as of the last close", zh: "以最近一次日结为准")),
        another: .init("dutyfree prove state DF-1 --as-of 4211 -o state.proof", Text(en: "as of the last close before that entry", zh: "以该条之前最近的日结为准")),
        usage: ["dutyfree prove state ITEM [-o FILE] [--qr FILE.svg] [--as-of SEQ]"],
        exits: [.init(.done), .init(.answerIsNo, Text(en: "not there, or no day was closed", zh: "没有该货物，或尚未日结")), .init(.tampered), .init(.cannotRun)],
        seeAlso: ["close", "check", "prove absent"])
}

struct ProveAbsent: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "absent")
    @Argument(help: "A code that the ledger does not have.") var code: String
    @OptionGroup var output: ProofOutput
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let key = try ItemCode.key(code)
        return try output.write(common, console) { try $0.absent(key) }
    }

    static let manual = CommandManual(
        name: "prove absent", abstract: Text(en: "Prove that the ledger has no such item, or had none by then.", zh: "证明账本中没有某件货物（或截至当时没有）。"),
        example: .init("dutyfree prove absent \"(01)09521000200074(21)FAKE\" -o absent.proof", Text(en: "as of the last close", zh: "以最近一次日结为准")),
        another: .init("dutyfree prove absent /trace/1234567890123456 --as-of 4211", Text(en: "as of the last close before that entry", zh: "以该条之前最近的日结为准")),
        usage: ["dutyfree prove absent CODE [-o FILE] [--qr FILE.svg] [--as-of SEQ]"],
        exits: [.init(.done), .init(.answerIsNo, Text(en: "it is there, or no day was closed", zh: "货物存在，或尚未日结")), .init(.tampered), .init(.cannotRun)],
        seeAlso: ["close", "check"])
}

struct ProveStock: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "stock")
    @Option(help: "A place and all below it; with --product exactly that place.", completion: .custom(Completions.locations)) var location: String?
    @Option(help: "A product at that place.") var product: String?
    @Option(help: "In that state.") var state: String?
    @OptionGroup var output: ProofOutput
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let gtin = try product.map { text -> GTIN in
            guard let gtin = try? GTIN(text) else { throw Refusal(.unknownProduct, facts: ["product": text]) }
            return gtin
        }
        let state = try self.state.map { name -> ItemState in
            guard let state = ItemState(rawValue: name) else {
                throw Problem.usage(
                    Text(en: "“\(name)” is no state", zh: "“\(name)”不是状态"), hint: Suggestion.sentence(for: name, in: ItemState.allCases.map(\.rawValue)))
            }
            return state
        }
        return try output.write(common, console) { try $0.stock(location: location.map { NFC.normalize($0) }, product: gtin, state: state) }
    }

    static let manual = CommandManual(
        name: "prove stock", abstract: Text(en: "Prove that a total is complete.", zh: "证明某项合计是完整的。"),
        example: .init(
            "dutyfree prove stock --location S1 -o stock.proof", Text(en: "a place and all below it, as of the last close", zh: "某地点及其下级，以最近一次日结为准")),
        another: .init(
            "dutyfree prove stock --location S1/F1 --product 09521000200074 --state in_store -o stock.proof",
            Text(en: "a product in a state at exactly that place", zh: "某地点某商品某状态")),
        usage: ["dutyfree prove stock [--location L [--product GTIN [--state S]]] [-o FILE] [--as-of SEQ]"],
        exits: [.init(.done), .init(.answerIsNo), .init(.tampered), .init(.cannotRun), .init(.usage)], seeAlso: ["close", "check", "stock"])
}

struct ProveExtension: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "extension")
    @Argument(help: "The older checkpoint.", completion: .file()) var checkpoint: String
    @Option(name: .shortAndLong, help: "The file to write; else it is printed.", completion: .file()) var output: String?
    @Option(name: .customLong("as-of"), help: "Up to the first checkpoint that covers this entry.") var asOf: UInt64?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard let older = SmallFile.text(checkpoint), (try? Checkpoint(note: older)) != nil else {
            throw Problem(
                "bad-checkpoint", Text(en: "\(checkpoint) is no checkpoint", zh: "\(checkpoint) 不是检查点"),
                hint: Text(en: "A checkpoint is what `dutyfree checkpoint` printed on an earlier day.", zh: "检查点是此前 dutyfree checkpoint 的输出。"))
        }
        let proof: ExtensionProof
        do {
            proof = try LedgerAccess(common, console.environment).read().read { try ProofMaker($0, asOf: asOf).extending(older) }
        } catch let fault as ProofMakerFault { throw fault.stop }
        var put = ProofOutput()
        put.output = output
        return try put.put(proof.text, compact: nil, console)
    }

    static let manual = CommandManual(
        name: "prove extension", abstract: Text(en: "Prove that today's ledger holds all of an earlier one, unchanged.", zh: "证明今日账本原样包含先前的账本。"),
        example: .init("dutyfree prove extension monday.checkpoint -o since-monday.proof", Text(en: "for whoever kept Monday's checkpoint", zh: "供持有周一检查点者核验")),
        another: .init("dutyfree prove extension monday.checkpoint --as-of 4211", Text(en: "up to an earlier day", zh: "截至较早的一天")),
        usage: ["dutyfree prove extension CHECKPOINT [-o FILE] [--as-of SEQ]"],
        exits: [.init(.done), .init(.answerIsNo), .init(.tampered, Text(en: "the ledger is shorter than that checkpoint", zh: "账本短于该检查点")), .init(.cannotRun)],
        seeAlso: ["checkpoint", "check", "verify"])
}

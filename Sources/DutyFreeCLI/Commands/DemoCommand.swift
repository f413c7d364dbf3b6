import ArgumentParser
import CSchema
import Demo
import Glibc
import Presentation
import Wire

struct DemoCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "demo")

    @Argument(help: "A folder to make.", completion: .directory) var folder: String = "demo"
    @Option(help: "Another seed is another year.") var seed: UInt64 = DemoYear.defaultSeed
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let started = Clock.monotonicMs()
        try DemoFolder.make(folder)
        let year = try DemoYear(products: DemoCommand.products, seed: seed)
        guard chdir(folder) == 0 else { throw DemoFolder.cannotMake(folder) }
        try DemoFolder.write(year.files, marker: "seed \(seed)\n")
        if !console.json {
            let figures = (Figures.grouped(year.files.count), Figures.grouped(year.movements))
            let time = Times.span(milliseconds: Clock.monotonicMs() - started)
            try console.say(
                .good,
                Text(
                    en: "\(figures.0) input files with \(figures.1) movements in \(folder)/input, seed \(seed), \(time.en)",
                    zh: "\(folder)/input：\(figures.0) 个输入文件，\(figures.1) 笔业务，种子 \(seed)，用时 \(time.zh)"))
        }
        let count = try DemoCount(products: DemoCommand.products, seed: seed)
        try DemoFolder.write(count.files)
        let runner = DemoRunner(console, common)
        defer { try? DemoFolder.write(Array(runner.script.utf8), to: "commands.sh") }
        var summary = try DemoTour(year: year, folder: folder, runner: runner, console: console).run()
        summary["count"] = .object(try DemoCountTour(count: count, runner: runner, console: console).run())
        let elapsedMs = Clock.monotonicMs() - started
        if console.json {
            summary["folder"] = .string(folder)
            summary["seed"] = .string(String(seed))
            summary["files"] = .integer(Int64(year.files.count))
            summary["movements"] = .integer(Int64(year.movements))
            summary["elapsedMs"] = .integer(elapsedMs)
            try console.emit(summary)
        } else {
            let time = Times.span(milliseconds: elapsedMs)
            try console.say(
                Text(
                    en: "\nAll of it took \(time.en). Everything is still there: \(folder)/input to read, \(folder)/commands.sh with every command.",
                    zh: "\n全程用时 \(time.zh)。所有文件都已保留：\(folder)/input 供阅读，\(folder)/commands.sh 含每一条命令。"))
        }
        return .done
    }

    /// schema/demo/products.csv, compiled in.
    private static var products: [UInt8] {
        Array(UnsafeBufferPointer(start: schema_demo_products(), count: schema_demo_products_length()))
    }

    static let manual = CommandManual(
        name: "demo",
        abstract: Text(en: "A year of two operators in two minutes, each command shown before it runs.", zh: "两分钟看完两家经营主体的一年，逐条显示所执行的命令。"),
        example: .init("dutyfree demo", Text(en: "in ./demo", zh: "写入 ./demo")),
        another: .init("dutyfree demo /tmp/d --seed 7", Text(en: "elsewhere, another year", zh: "写入别处，换一个年份")),
        usage: ["dutyfree demo [DIR] [--seed N]"],
        options: [.init("--seed N", Text(en: "the same seed gives the same files, byte for byte", zh: "同一种子生成逐字节相同的文件"))],
        discussion: [
            Text(
                en:
                    "Makes input files of more than 100,000 movements of all 45 types, records them with the real commands in two ledgers, shows stock, an item's life and a verification; then alters one byte in a copy, and verify finds it. DIR must be new or empty. Persons, brands and documents are invented.",
                zh: "生成逾 10 万笔、覆盖全部 45 种业务的输入文件，用真实命令记入两个账本，展示库存、一件货物的全程与核查；再改动副本中的一个字节，由 verify 发现。DIR 须为新目录或空目录。人员、品牌与单证均为虚构。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["init", "record", "verify"])
}

/// The folder of the demonstration. Made here, and only where nothing is overwritten.
enum DemoFolder {
    /// By this file `make demo` knows a folder that may be removed.
    static let marker = ".dutyfree-demo"

    static func make(_ path: String) throws {
        if mkdir(path, 0o755) == 0 { return }
        guard errno == EEXIST, let names = opendir(path) else { throw cannotMake(path) }
        defer { closedir(names) }
        while let entry = readdir(names) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard name == "." || name == ".." else {
                throw Problem(
                    "file-exists", Text(en: "the folder is not empty", zh: "目录不为空"), at: .init(file: path),
                    outcome: Text(en: "Nothing was written.", zh: "未写入任何内容。"),
                    hint: Text(en: "Name a new folder: dutyfree demo DIR", zh: "请指定新目录：dutyfree demo 目录"))
            }
        }
    }

    static func cannotMake(_ path: String) -> Problem {
        let reason = String(cString: strerror(errno))
        return Problem(
            "unreadable", Text(en: "the folder cannot be made: \(reason)", zh: "无法建立目录：\(reason)"), at: .init(file: path),
            hint: Text(en: "Name another folder: dutyfree demo DIR", zh: "请指定其他目录：dutyfree demo 目录"))
    }

    /// Below the current folder.
    static func write(_ files: [DemoYear.File], marker text: String? = nil) throws {
        if let text { try write(Array(text.utf8), to: marker) }
        var made: Set<Substring> = []
        for file in files {
            for (index, byte) in file.path.utf8.enumerated() where byte == 0x2F {
                let folder = file.path.prefix(index)
                if made.insert(folder).inserted { mkdir(String(folder), 0o755) }
            }
            try write(file.bytes, to: file.path)
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw cannotMake(path) }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw cannotMake(path) }
    }
}

import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountRecount: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "recount")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "Who looks again: nobody who counted.", completion: .custom(Completions.parties)) var to: String
    @Option(parsing: .upToNextOption, help: "Only these classes.", completion: .list(CountClass.allCases.map(\.rawValue))) var `class`: [String] = []
    @Option(help: "Write the list as CSV.", completion: .file()) var print: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    private static let usual: [CountClass] = [.missing, .misplaced, .wrongState, .clone, .unknown]

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let kinds = try self.class.isEmpty ? CountRecount.usual : self.class.map(CountRecount.kind)
        let call = try CountCall(id, common, writing, console)
        let session = call.session
        let last = try call.result(for: .recount)
        let outcome = try call.derive(upTo: last.upTo, closed: last.closed)
        // By place, for the shortest walk; without figures.
        var subjects: [(place: String, subject: String)] = []
        for kind in kinds {
            outcome.result.forEach(kind) { row in
                let places = ([row.ledgerLocation, row.expectedLocation] + row.seenLocations).filter { !$0.isEmpty }
                subjects.append((places.first ?? "", row.subject))
            }
        }
        subjects.sort { $0 < $1 }
        let (step, _) = try call.desk.commit {
            try $0.count(
                session.id, .recount, by: call.by,
                data: [
                    "to": .string(NFC.normalize(to)), "round": .integer(Int64(session.round + 1)), "subjects": .integer(Int64(subjects.count)),
                    "classes": .array(kinds.map { .string($0.rawValue) }),
                ],
                mark: String(session.round + 1))
        }
        if let print {
            var csv = CSVText(header: ["location", "subject"])
            for subject in subjects { csv.add([subject.place, subject.subject]) }
            let file = try OutputFile(print)
            try file.write(Array(csv.text.utf8))
            try file.close()
        }
        if console.json {
            try console.emit([
                "count": .string(session.id), "round": .integer(Int64(step.session.round)), "to": .string(to),
                "subjects": .array(subjects.map { .object(["location": .string($0.place), "subject": .string($0.subject)]) }),
            ])
            return .done
        }
        var table = Table(columns: [.identifier(Text(en: "Place", zh: "地点")), .identifier(Text(en: "Look for", zh: "查找"))])
        for subject in subjects { table.add([.text(subject.place), .text(subject.subject)]) }
        try console.show(table)
        try console.say(.good, Text(en: "Round \(step.session.round) goes to \(to).", zh: "第 \(step.session.round) 轮交由 \(to)。"))
        return .done
    }

    private static func kind(_ name: String) throws -> CountClass {
        if let kind = CountClass(rawValue: name) { return kind }
        throw Problem.usage(
            Text(en: "“\(name)” is no class of a count", zh: "“\(name)”不是盘点类别"), hint: Suggestion.sentence(for: name, in: CountClass.allCases.map(\.rawValue)))
    }

    static let manual = CommandManual(
        name: "count recount", abstract: Text(en: "Have somebody else look again for the differences.", zh: "由另一人复盘差异。"),
        example: .init("dutyfree count recount C-2026-001 --to P-02 --as V1", Text(en: "the list, in walking order, without figures", zh: "按行走顺序列出，不含数量")),
        another: .init(
            "dutyfree count recount C-2026-001 --class missing --to P-02 --print look.csv --as V1",
            Text(en: "only what is missing, also as a file", zh: "仅缺失的，并输出文件")),
        usage: ["dutyfree count recount ID --to PARTY [--class C…] [--print FILE]"],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["count read", "count reconcile"])
}

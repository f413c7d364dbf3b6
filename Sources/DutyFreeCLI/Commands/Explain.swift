import ArgumentParser
import DutyFree
import EPCIS
import GS1
import Interop
import Ledger
import Presentation
import StockCount
import Wire

struct Explain: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "explain")

    @Argument(help: "A reason code, state, movement, class of a count, or one of: codes, states, movements, classes.") var word: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        if let list = Explain.lists[word] {
            for name in list() { try console.json ? console.emit(["name": .string(name)]) : console.write(name + "\n") }
            return .done
        }
        var isKnown = false
        if let type = MovementType(rawValue: word) {
            isKnown = true
            try explain(type, console)
        }
        if let state = ItemState(rawValue: word) {
            isKnown = true
            try say(
                console, kind: "state",
                Text(
                    en: "\(word) (\(state.words.en)): \(state.explanation.en). Custody: \(state.custody.words.en).",
                    zh: "\(word)（\(state.words.zh)）：\(state.explanation.zh)。\(state.custody.words.zh)。"))
            if !console.json {
                let out = MovementType.allCases.filter { if case .item(let from) = $0.rule.from { from.contains(state) } else { false } }
                try console.say(
                    Text(en: "  What may follow: \(out.map(\.rawValue).joined(separator: ", "))", zh: "  可办业务：\(out.map(\.words.zh).joined(separator: "、"))"))
            }
        }
        if let kind = CountClass(rawValue: word) {
            isKnown = true
            let next = kind.isInOrder ? Text(en: "", zh: "") : Text(en: " Next: \(kind.next.en).", zh: "下一步：\(kind.next.zh)。")
            try say(
                console, kind: "class",
                Text(
                    en: "\(word) (in a count: \(kind.words.en)): \(kind.explanation.en).\(next.en)",
                    zh: "\(word)（盘点类别：\(kind.words.zh)）：\(kind.explanation.zh)。\(next.zh)"))
        }
        if let code = ReasonCode(rawValue: word) {
            isKnown = true
            try say(console, kind: "code", Text(en: "\(word): \(code.explanation.en)", zh: "\(word)：\(code.explanation.zh)"))
        } else if let code = InputCode(rawValue: word) {
            isKnown = true
            try say(console, kind: "code", Text(en: "\(word): \(code.explanation.en)", zh: "\(word)：\(code.explanation.zh)"))
        } else if let code = AnswerCode(rawValue: word) {
            isKnown = true
            try say(console, kind: "code", Text(en: "\(word): \(code.explanation.en)", zh: "\(word)：\(code.explanation.zh)"))
        } else if let code = EventCode(rawValue: word) {
            isKnown = true
            let verdict = code.verdict == .reject ? Text(en: "The event is refused.", zh: "该事件被拒。") : Text(en: "The event is taken.", zh: "该事件照收。")
            try say(
                console, kind: "code",
                Text(en: "\(word) (in an EPCIS event): \(code.words.en). \(verdict.en)", zh: "\(word)（EPCIS 事件）：\(code.words.zh)。\(verdict.zh)"))
        } else if let reason = UnreadableReason(rawValue: word) {
            isKnown = true
            try say(console, kind: "code", Text(en: "\(word): \(reason.words.en)", zh: "\(word)：\(reason.words.zh)"))
        } else if let fault = DocumentNumberFault(rawValue: word) {
            isKnown = true
            try say(console, kind: "code", Text(en: "\(word): \(fault.sentence.en)", zh: "\(word)：\(fault.sentence.zh)"))
        } else if let code = TroubleCode(rawValue: word) {
            isKnown = true
            try say(console, kind: "code", Text(en: "\(word): \(code.explanation.en)", zh: "\(word)：\(code.explanation.zh)"))
        } else if let kind = FindingKind(rawValue: word) {
            isKnown = true
            let sentence = Finding(kind).sentence
            try say(console, kind: "finding", Text(en: "\(word): what verify says where \(sentence.en)", zh: "\(word)：verify 发现“\(sentence.zh)”时使用"))
        } else if let exit = Int32(word).flatMap(Presentation.ExitCode.init(rawValue:)) {
            isKnown = true
            try say(console, kind: "exit", Text(en: "exit code \(word): \(exit.meaning.en)", zh: "退出码 \(word)：\(exit.meaning.zh)"))
        }
        if isKnown { return .done }
        throw Problem.usage(
            Text(en: "“\(word)” is no code, state or movement", zh: "“\(word)”不是代码、状态或业务类型"),
            hint: Suggestion.sentence(for: word, in: Explain.lists.keys.sorted() + Explain.lists.values.flatMap { $0() }))
    }

    private static let lists: [String: @Sendable () -> [String]] = [
        "codes": {
            ReasonCode.allCases.map(\.rawValue) + InputCode.allCases.map(\.rawValue) + AnswerCode.allCases.map(\.rawValue)
                + EventCode.allCases.map(\.rawValue).filter {
                    ReasonCode(rawValue: $0) == nil && InputCode(rawValue: $0) == nil && AnswerCode(rawValue: $0) == nil
                }
                + TroubleCode.allCases.map(\.rawValue)
        },
        "states": { ItemState.allCases.map(\.rawValue) },
        "classes": { CountClass.allCases.map(\.rawValue) },
        "movements": { MovementType.allCases.map(\.rawValue) },
    ]

    private func explain(_ type: MovementType, _ console: Console) throws {
        let rule = type.rule
        if console.json {
            try console.emit([
                "kind": "movement", "name": .string(type.rawValue), "zh": .string(rule.zh), "says": .string(type.explanation.en),
                "by": .array(rule.by.roles.map { .string($0.rawValue) }), "fields": .array(rule.fields.map { .string($0) }),
                "documents": .array(rule.documents.map { .string($0.rawValue) }),
                "refusals": .array(rule.refusals.map { .string($0.rawValue) }),
            ])
            return
        }
        try console.say(
            Text(en: "\(type.rawValue) (\(type.words.en)): \(type.explanation.en)", zh: "\(type.rawValue)（\(type.words.zh)）：\(type.explanation.zh)"))
        let states: String = { if case .item(let from) = rule.from { from.states.map(\.rawValue).joined(separator: ", ") } else { "–" } }()
        let lines: [(Text, String)] = [
            (Text(en: "from", zh: "起始状态"), states), (Text(en: "to", zh: "结果状态"), Explain.result(rule.to)),
            (Text(en: "recorded by", zh: "记录人"), rule.by.roles.map { $0.words[console.language] }.joined(separator: ", ")),
            (Text(en: "fields", zh: "字段"), rule.fields.joined(separator: ", ")),
            (Text(en: "documents", zh: "单证"), rule.documents.map { "\($0.rawValue) (\($0.words[console.language]))" }.joined(separator: ", ")),
            (
                Text(en: "refusals of its own", zh: "特有的拒绝代码"),
                (rule.refusals.map(\.rawValue) + (rule.saleRefusals ? [Explain.saleRefusals[console.language]] : [])).joined(separator: ", ")
            ),
        ]
        for (title, value) in lines where !value.isEmpty { try console.say(Text(en: "  \(title.en): \(value)", zh: "  \(title.zh)：\(value)")) }
    }

    private static let saleRefusals = Text(
        en: "those of the policy in force (age, departure, quota, limits, the mode's own)", zh: "有效政策的各项（年龄、离岛、额度、件数、提货方式）")

    private static func result(_ result: MovementResult) -> String {
        switch result {
        case .same: "="
        case .state(let state): state.rawValue
        case .either(let a, let b): "\(a.rawValue) | \(b.rawValue)"
        case .replayed: "replayed"
        case .beforeIt: "before it"
        }
    }

    private func say(_ console: Console, kind: String, _ text: Text) throws {
        if console.json { try console.emit(["kind": .string(kind), "name": .string(word), "says": .string(text.en)]) } else { try console.say(text) }
    }

    static let manual = CommandManual(
        name: "explain", abstract: Text(en: "Say what a code, a state or a movement means, and what to do.", zh: "说明代码、状态或业务类型的含义及处理办法。"),
        example: .init("dutyfree explain bad-state", Text(en: "a refusal", zh: "一种拒绝")),
        another: .init("dutyfree explain sale", Text(en: "a movement: who, from which state, with what", zh: "一种业务：何人、何状态、需何单证")),
        more: [.init("dutyfree explain movements", Text(en: "all 45 of them", zh: "全部 45 种"))],
        usage: ["dutyfree explain CODE|STATE|TYPE", "dutyfree explain codes|states|movements"],
        exits: [.init(.done), .init(.usage)], seeAlso: ["record"])
}

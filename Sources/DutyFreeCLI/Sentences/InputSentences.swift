import DutyFree
import GS1
import Interop
import Presentation
import Wire

/// The sentences for inputs that cannot be taken, in both languages.
extension Problem {
    init(_ fault: RowFault, at place: Place) {
        switch fault {
        case .input(let input): self.init(input, at: place)
        case .refusal(let refusal): self.init(refusal, at: Place(file: place.file, line: place.line, column: refusal.field))
        case .event(let fault): self.init(fault, at: place)
        }
    }

    init(_ fault: InputFault, at place: Place) {
        let at = Place(file: place.file, line: fault.line ?? place.line, column: fault.column ?? place.column)
        self.init(fault.code.rawValue, fault.sentence, at: at, hint: fault.hint)
    }
}

extension InputFault {
    fileprivate var sentence: Text {
        func fact(_ name: String) -> String { facts[name] ?? "?" }
        let why = InputFault.whys[fact("why")] ?? SystemWords.text(fact("why"))
        let limit = Int64(fact("limit")).map(Unit.bytes.counted) ?? Text.same("?")
        let value = facts["value"].map { " “\($0)”" } ?? ""
        switch code {
        case .cannotRead: return Text(en: "cannot be read: \(why.en)", zh: "无法读取：\(why.zh)")
        case .emptyInput: return Text(en: "there is nothing in it", zh: "内容为空")
        case .badEncoding:
            if fact("encoding") == TextEncoding.unknown.name { return Text(en: "is in no encoding that we know", zh: "编码无法识别") }
            return Text(en: "is \(fact("encoding")), not UTF-8", zh: "是 \(fact("encoding"))，不是 UTF-8")
        case .unknownFormat: return Text(en: "is neither .csv nor .jsonl by its name", zh: "从文件名看既不是 .csv 也不是 .jsonl")
        case .unknownColumn:
            let like = InputFault.likeness(in: fact("columns"))
            let columns = InputFault.shortList(fact("columns"))
            return Text(en: "unknown columns: \(columns.en)\(like.en)", zh: "未知的列：\(columns.zh)\(like.zh)")
        case .missingColumn:
            if let place = facts["place"] { return Text(en: "column \(place) has no name", zh: "第 \(place) 列没有名称") }
            return Text(en: "columns that are needed are missing: \(fact("columns"))", zh: "缺少必需的列：\(fact("columns"))")
        case .repeatedColumn:
            if let field = facts["field"] { return Text(en: "more than one column for \(field): \(fact("columns"))", zh: "有多列对应 \(field)：\(fact("columns"))") }
            return Text(en: "the same column twice: \(fact("columns"))", zh: "列重复：\(fact("columns"))")
        case .badJSON: return Text(en: "no strict JSON: \(why.en)", zh: "不是严格的 JSON：\(why.zh)")
        case .badCSV: return Text(en: "no CSV: \(why.en)", zh: "不是 CSV：\(why.zh)")
        case .wrongFieldCount:
            return Text(
                en: "\(fact("got")) fields where the header has \(fact("expected"))",
                zh: "有 \(fact("got")) 个字段，而表头有 \(fact("expected")) 个")
        case .lineTooLong:
            if facts["why"] != nil {
                return Text(
                    en: "quotes open here and are not closed within \(limit.en); the rows behind them were not read",
                    zh: "引号自此打开，\(limit.zh)内未闭合；其后的行均未读取")
            }
            return Text(en: "the line is longer than \(limit.en)", zh: "一行超过 \(limit.zh)")
        case .embeddedNUL: return Text(en: "there is a NUL byte in it", zh: "含有 NUL 字节")
        case .endsMidRow: return Text(en: "the input ends in the middle of a row", zh: "输入在一行中间结束")
        case .unknownField: return Text(en: "unknown field \(fact("field"))", zh: "未知的字段 \(fact("field"))")
        case .badValue: return Text(en: "\(fact("field"))\(value) is not what the field takes", zh: "\(fact("field"))\(value) 不符合该字段的要求")
        case .unknownType: return Text(en: "“\(fact("value"))” is no movement", zh: "“\(fact("value"))”不是业务类型")
        case .badTime: return Text(en: "\(fact("field"))\(value) is no time", zh: "\(fact("field"))\(value) 不是时间")
        case .noOffset: return Text(en: "\(fact("field"))\(value) has no offset", zh: "\(fact("field"))\(value) 没有时区")
        case .noSuchDate: return Text(en: "\(fact("field"))\(value): there is no such date", zh: "\(fact("field"))\(value)：没有这个日期")
        case .badNumber:
            if facts["written"] == "yuan" {
                return Text(en: "\(fact("field"))\(value) is no amount of yuan with two decimals at most", zh: "\(fact("field"))\(value) 不是金额（元，至多两位小数）")
            }
            return Text(en: "\(fact("field"))\(value) is no whole number in range", zh: "\(fact("field"))\(value) 不是范围内的整数")
        case .wrongQuantity:
            let items = Int64(fact("items")).map(Unit.items.counted) ?? Text.same("?")
            return Text(en: "the row says \(fact("value")) and names \(items.en)", zh: "数量为 \(fact("value"))，而本行列出 \(items.zh)")
        case .contradictsLabel:
            guard facts["value"] != nil else {
                return Text(en: "the labels of the row differ in \(fact("field")): \(fact("labels"))", zh: "本行各标签的 \(fact("field")) 不一致：\(fact("labels"))")
            }
            return Text(en: "\(fact("field"))\(value), but the label says \(fact("labels"))", zh: "\(fact("field"))\(value)，而标签为 \(fact("labels"))")
        case .negativeMoney: return Text(en: "\(fact("field"))\(value) is negative", zh: "\(fact("field"))\(value) 为负数")
        case .badPerson: return Text(en: "the person is not given by code", zh: "未以编码表示人员")
        case .badEvent: return Text(en: "the event id\(value) cannot be taken", zh: "事件编号\(value) 不可用")
        }
    }
}

extension InputFault {
    /// A workbook is no text in any encoding.
    fileprivate var hint: Text? {
        if code == .missingColumn, facts["place"] != nil { return Text(en: "Name it, or take it out.", zh: "请为其命名，或删去该列。") }
        if code == .unknownColumn, let column, let near = Suggestion.sentence(for: column.trimmed, in: MovementField.names), let hint = code.hint {
            return Text(en: "\(near.en) \(hint.en)", zh: "\(near.zh)\(hint.zh)")
        }
        guard code == .badEncoding, ["xlsx", "xls"].contains(facts["encoding"]) else { return code.hint }
        return Text(
            en: "Save the sheet as CSV, or: xlsx2csv FILE | dutyfree record - --format csv", zh: "请将工作表另存为 CSV，或：xlsx2csv 文件 | dutyfree record - --format csv")
    }

    /// As many names as a person reads, and how many more there are.
    private static func shortList(_ names: String) -> Text {
        let all = names.split(separator: ", ")
        guard all.count > 40 else { return Text.same(names) }
        let shown = all.prefix(40).joined(separator: ", ")
        return Text(en: "\(shown) and \(all.count - 40) more", zh: "\(shown) 等共 \(all.count) 列")
    }

    /// Names the first letter that is not what it looks like: the two columns read the same to a person.
    private static func likeness(in text: String) -> Text {
        for scalar in text.unicodeScalars where !scalar.isASCII {
            guard let like = Homoglyph.latin(scalar) else { continue }
            let name = Homoglyph.name(of: scalar)
            return Text(en: " (\(name) looks like \(like))", zh: "（\(name) 形似 \(like)）")
        }
        return .same("")
    }

    /// What the readers say of bytes that they cannot take, in words.
    static let whys: [String: Text] = [
        "unexpected": Text(en: "no value where one must stand", zh: "应有值处没有值"),
        "endsEarly": Text(en: "it ends inside a value", zh: "在值的中间结束"),
        "trailingText": Text(en: "something follows the object", zh: "对象之后还有内容"),
        "malformedNumber": Text(en: "a number that is none", zh: "数字格式不对"),
        "fraction": Text(en: "a number with a point or an exponent; numbers are whole here", zh: "数字带小数点或指数；此处只用整数"),
        "outOfRange": Text(en: "a number that is too large", zh: "数字超出范围"),
        "controlCharacter": Text(en: "a control character that is not escaped", zh: "控制字符未转义"),
        "badEscape": Text(en: "a backslash with a letter that it does not take", zh: "反斜杠转义不对"),
        "loneSurrogate": Text(en: "half a character (a lone surrogate)", zh: "半个字符（孤立代理项）"),
        "invalidUTF8": Text(en: "bytes that are no UTF-8", zh: "字节不是 UTF-8"),
        "duplicateName": Text(en: "the same name twice in an object", zh: "对象中名称重复"),
        "tooDeep": Text(en: "nested too deep", zh: "嵌套过深"),
        "not an object": Text(en: "a row is an object, {…}", zh: "每行须为对象 {…}"),
        "a quote inside a field": Text(en: "a quote inside a field", zh: "字段中间有引号"),
        "lines end in CR alone": Text(en: "lines end in CR alone; save it with LF or CR LF", zh: "行尾只有 CR；请以 LF 或 CR LF 另存"),
        "quotes are not closed": Text(en: "quotes are not closed", zh: "引号未闭合"),
        "a folder": Text(en: "it is a folder", zh: "这是目录"),
    ]
}

extension InputCode {
    var hint: Text? {
        switch self {
        case .cannotRead: nil
        case .emptyInput: Text(en: "Check that the export is complete.", zh: "请检查导出是否完整。")
        case .badEncoding:
            Text(
                en: "Save it as UTF-8, or say what it is: --encoding gb18030, utf-16le, utf-16be or windows-1252.",
                zh: "请另存为 UTF-8，或指明编码：--encoding gb18030、utf-16le、utf-16be 或 windows-1252。")
        case .unknownFormat: Text(en: "Say which with --format csv or --format jsonl.", zh: "请用 --format csv 或 --format jsonl 指明。")
        case .unknownColumn:
            Text(
                en: "Rename them, or say what they are with --map COLUMN=FIELD; dutyfree help record lists the fields.",
                zh: "请改名，或用 --map 列=字段 说明；字段见 dutyfree help record。")
        case .missingColumn:
            Text(en: "Add them; the party and the time can be given for all rows: --as PARTY, --at TIME.", zh: "请补上；主体和时间可为所有行统一指定：--as 主体、--at 时间。")
        case .repeatedColumn: Text(en: "Keep one of them.", zh: "请只保留一列。")
        case .badJSON, .badCSV, .wrongFieldCount, .lineTooLong, .embeddedNUL, .unknownField, .badValue, .badTime, .badNumber:
            Text(en: "Mend the row and record the file again.", zh: "请修改该行后重新记录。")
        case .endsMidRow: Text(en: "Get the whole file and record it again.", zh: "请取得完整文件后重新记录。")
        case .unknownType: Text(en: "All of them: dutyfree explain movements", zh: "全部类型：dutyfree explain movements")
        case .noOffset: Text(en: "Write it like 2026-03-01T10:00:00+08:00.", zh: "请写成 2026-03-01T10:00:00+08:00 的形式。")
        case .noSuchDate: Text(en: "Correct the date.", zh: "请更正日期。")
        case .wrongQuantity:
            Text(en: "Every item has a code of its own: give each its code. What came back is a row of returns.", zh: "一物一码：请逐件列出溯源码；退货请作为退货记录。")
        case .contradictsLabel:
            Text(en: "Look at the goods, and mend the row; items of different lots are different rows.", zh: "请核对实物后修改该行；不同批号的货物请分行。")
        case .negativeMoney: Text(en: "Money is a whole number of fen, zero or more.", zh: "金额为非负整数，单位为分。")
        case .badPerson:
            Text(en: "Give the traveller's code, p:…; never a document number.", zh: "请填写旅客编码 p:…，切勿填写证件号码。")
        case .badEvent:
            Text(
                en:
                    "An event id has at most 200 characters and does not begin with a word of the ledger itself (sha256:, file:, alert:, call:, count:, epcis:).",
                zh: "事件编号不超过 200 字，且不以账本自用的词开头（sha256:、file:、alert:、call:、count:、epcis:）。")
        }
    }

    /// For `explain`.
    var explanation: Text {
        hint.map { Text(en: "The input cannot be taken as it is. \($0.en)", zh: "输入无法按原样接受。\($0.zh)") }
            ?? Text(en: "The file cannot be opened or read.", zh: "文件无法打开或读取。")
    }
}

import DutyFree
import EPCIS
import Interop
import Presentation

/// The sentences for events that are refused or remarked on, in both languages.
extension Problem {
    init(_ fault: EventFault, at place: Place) {
        let pointer = Place(file: place.file, line: place.line, column: fault.pointer.isEmpty ? nil : fault.pointer)
        switch fault.reason {
        case .finding(let finding):
            self.init(
                finding.code.rawValue, finding.sentence, at: pointer,
                hint: Text(en: "Mend the event, or have its sender mend it.", zh: "请修改该事件，或请发送方修改。"))
        case .row(let row):
            let inner = Problem(row, at: pointer)
            self.init(inner.code, inner.message, at: pointer, item: inner.item, outcome: inner.outcome, hint: inner.hint)
        }
    }
}

extension Problem {
    /// A document that cannot be taken as a whole: it breaks off, or is none. `events` of it were read before; `isAllOrNothing`: all or nothing
    /// was asked for.
    init(document fault: EventFault, file: String, events: Int, isAllOrNothing: Bool) {
        let event = Problem(fault, at: Place(file: file))
        let byte = Figures.grouped(fault.offset + 1)
        // The whole document's fault has no place of its own.
        let place = fault.pointer.isEmpty && fault.offset == 0 ? Text.same("") : Text(en: ", at byte \(byte)", zh: "（第 \(byte) 字节）")
        let read = Unit.events.counted(events)
        let outcome =
            switch (isAllOrNothing, events) {
            case (true, 0): Text(en: "Nothing was recorded: the document as a whole cannot be taken.", zh: "未记录任何内容：整个文档无法接受。")
            case (true, _):
                Text(
                    en: "Nothing was recorded: the document as a whole cannot be taken; \(read.en) of it could be read.",
                    zh: "未记录任何内容：整个文档无法接受；其中可读的有 \(read.zh)。")
            case (false, 0): Text(en: "No event of it could be read.", zh: "其中没有可读的事件。")
            case (false, _): Text(en: "Only \(read.en) before that could be read.", zh: "在此之前可读的只有 \(read.zh)。")
            }
        let isText = [EventCode.json.rawValue, EventCode.xml.rawValue].contains(fault.code)
        let cure =
            isText
            ? Text(en: "Get the whole document, or mend it there, and import it again.", zh: "请取得完整文档，或在该处修改后重新导入。")
            : Text(en: "Mend the document, or have its sender mend it, and import it again.", zh: "请修改文档，或请发送方修改，然后重新导入。")
        let known = isAllOrNothing || events == 0 ? Text.same("") : Text(en: " What is recorded already is known.", zh: "已记录的会被识别。")
        self.init(
            event.code, Text(en: event.message.en + place.en, zh: event.message.zh + place.zh), at: event.place, outcome: outcome,
            hint: Text(en: cure.en + known.en, zh: cure.zh + known.zh))
    }
}

extension EventFinding {
    /// The code's words and its detail. What the reader of JSON says of the bytes is said in words, or already in the code's own.
    fileprivate var sentence: Text {
        let words = code.words
        if let identifier {
            let why = identifier.placedSentence
            return code == .badIdentifier ? Text(en: "\(words.en): \(why.en)", zh: "\(words.zh)：\(why.zh)") : why
        }
        if detail.isEmpty || code == .duplicateKey || code == .tooDeep { return words }
        let why = ([.json, .xml, .eventTooLarge].contains(code) ? EventFinding.whys[detail] ?? InputFault.whys[detail] : nil) ?? Text.same(detail)
        return Text(en: "\(words.en): \(why.en)", zh: "\(words.zh)：\(why.zh)")
    }

    private static let whys: [String: Text] = [
        "empty": Text(en: "empty", zh: "内容为空"),
        "not an object": Text(
            en: "it begins with no {; a packed, binary or UTF-16 file is to be unpacked or saved as UTF-8 first",
            zh: "开头不是 {；压缩、二进制或 UTF-16 文件须先解压或另存为 UTF-8"),
        "a list": Text(
            en: "it begins with [; events stand in a document {…}, or one behind the other, each with its @context",
            zh: "开头是 [；事件应置于文档 {…} 中，或逐个排列并各带 @context"),
        "-- within a comment": Text(en: "-- within a comment", zh: "注释内含有 --"),
        "ends early": Text(en: "it ends early", zh: "提前结束"),
        "text behind the document": Text(en: "text behind the document", zh: "文档之后还有内容"),
        "text behind the event": Text(en: "text behind the event", zh: "事件之后还有内容"),
        "spelled out": Text(
            en: "its names, spelled out for the event hash, come to more than 16 MiB", zh: "为事件哈希写出全部名称后超过 16 MiB"),
        "wrong end tag": Text(en: "an end tag that is not that of its element", zh: "结束标签与元素不符"),
        "undeclared entity": Text(en: "an entity that is not declared", zh: "实体未声明"),
        "bad character": Text(en: "a character that XML does not take", zh: "含有 XML 不允许的字符"),
        "attribute twice": Text(en: "an attribute comes twice", zh: "属性重复"),
        "stray < or &": Text(en: "a stray < or &: write &lt; or &amp;", zh: "多余的 < 或 &：请写成 &lt; 或 &amp;"),
        "a document among bare events": Text(en: "a document among bare events", zh: "逐行事件中夹有文档"),
    ]
}

extension EventCode {
    /// What it says, without the detail.
    var words: Text {
        switch self {
        case .json: Text(en: "this is not JSON", zh: "不是 JSON")
        case .duplicateKey: Text(en: "a key comes twice in one object", zh: "同一对象中键重复")
        case .tooDeep: Text(en: "nested deeper than 64", zh: "嵌套超过 64 层")
        case .stringTooLong: Text(en: "a text longer than 64 KiB", zh: "文本超过 64 KiB")
        case .eventTooLarge:
            Text(
                en: "an event, or what stands beside the events, is larger than 1 MiB: have it sent in several", zh: "事件（或事件之外的内容）超过 1 MiB：请发送方拆分")
        case .listTooLong: Text(en: "a list longer than 100,000", zh: "列表超过 100,000 项")
        case .xml: Text(en: "this is not well-formed XML", zh: "不是格式良好的 XML")
        case .doctypeRefused: Text(en: "a document type with entities is not read", zh: "不读取带实体的文档类型声明")
        case .schema: Text(en: "not as the EPCIS 2.0 schema has it", zh: "不符合 EPCIS 2.0 模式")
        case .noEPCISContext: Text(en: "the EPCIS context is missing", zh: "缺少 EPCIS 上下文")
        case .remoteContext: Text(en: "a context that is not known here; nothing is fetched", zh: "未知的上下文；不访问网络")
        case .contextRedefines: Text(en: "the context gives a standard term another meaning", zh: "上下文改变了标准术语的含义")
        case .contextLate: Text(en: "the context stands behind more events than can be held back", zh: "上下文位于过多事件之后")
        case .unknownPrefix: Text(en: "the prefix is not declared", zh: "前缀未声明")
        case .schemaVersion: Text(en: "a schemaVersion that is not read", zh: "不支持的 schemaVersion")
        case .notADocument: Text(en: "neither an EPCIS document nor an event", zh: "既不是 EPCIS 文档也不是事件")
        case .noEvents: Text(en: "there are no events in it", zh: "其中没有事件")
        case .badTime: Text(en: "no such time, or no offset", zh: "时间不存在，或缺少时区偏移")
        case .timeInFuture: Text(en: "it has not happened yet", zh: "时间在将来")
        case .timeRounded: Text(en: "rounded to the millisecond", zh: "已取整到毫秒")
        case .badOffset: Text(en: "not ±hh:mm within 14 hours", zh: "不是 14 小时以内的 ±hh:mm")
        case .noWhat: Text(en: "the event names nothing", zh: "事件没有指明任何物品")
        case .ilmdNotAdd: Text(en: "ilmd belongs to ADD and TransformationEvent alone", zh: "ilmd 只能用于 ADD 和 TransformationEvent")
        case .missingParent: Text(en: "parentID is missing", zh: "缺少 parentID")
        case .noChildren: Text(en: "no children are named", zh: "没有指明子项")
        case .classNotInstance: Text(en: "a product or lot where one piece must be named", zh: "此处须为单件，而不是商品或批次")
        case .instanceNotClass: Text(en: "one piece where a product or lot must be named", zh: "此处须为商品或批次，而不是单件")
        case .notAThing: Text(en: "a place or party among the goods", zh: "货物列表中出现地点或主体")
        case .notAPlace: Text(en: "this is no place", zh: "不是地点")
        case .foreignPlace: Text(en: "a place without a GLN; kept", zh: "没有 GLN 的地点；已保留")
        case .badCheckDigit: Text(en: "the check digit is wrong", zh: "校验位不对")
        case .badLength: Text(en: "too many or too few characters", zh: "长度不对")
        case .badCharacter: Text(en: "a character that may not stand there", zh: "含有不允许的字符")
        case .badIdentifier: Text(en: "the identifier is wrong", zh: "标识不对")
        case .gtinPadded: Text(en: "a GTIN of fewer than 14 digits, padded", zh: "GTIN 不足 14 位，已补零")
        case .tagNotPureIdentity: Text(en: "the contents of a tag, not an identity", zh: "是标签内容，不是标识")
        case .parentInChildren: Text(en: "the parent is among its children", zh: "父项出现在子项中")
        case .repeatedEPC: Text(en: "the same thing twice", zh: "同一物品重复")
        case .repeatedClass: Text(en: "the same class twice", zh: "同一类别重复")
        case .unknownTerm: Text(en: "CBV has no such term", zh: "CBV 没有此术语")
        case .foreignTerm: Text(en: "a term of another vocabulary; kept", zh: "其他词汇表的术语；已保留")
        case .notCBVCompliant: Text(en: "without a bizStep", zh: "没有 bizStep")
        case .reservingMeansSerials: Text(en: "reserving is about unused serial numbers", zh: "reserving 指未使用的序列号")
        case .dispositionConflict: Text(en: "the same disposition set and unset", zh: "同一状态既设置又取消")
        case .correctionOfNothing: Text(en: "did_not_occur has no corrective events", zh: "did_not_occur 不能有更正事件")
        case .declaredBeforeEvent: Text(en: "declared before the event", zh: "声明早于事件")
        case .correctsItself: Text(en: "the corrective event is the event itself", zh: "更正事件就是该事件自身")
        case .declarationDiffers: Text(en: "more than the declaration differs from the event that is taken back", zh: "与被撤回的事件不只差在声明上")
        case .unknownEvent: Text(en: "the event that is taken back is not here yet; kept", zh: "被撤回的事件尚未收到；已保留")
        case .partyNotPlace: Text(en: "a party where a place is needed", zh: "此处须为地点，而不是主体")
        case .placeAsParty: Text(en: "a place where a party is expected", zh: "此处应为主体，而不是地点")
        case .repeatedType: Text(en: "one type of source or destination twice", zh: "来源或去向类型重复")
        case .badQuantity: Text(en: "zero, negative, out of range, or a fraction of a piece", zh: "数量为零、为负、超出范围或不是整数件")
        case .badUnit: Text(en: "no unit of UN/ECE Recommendation 20", zh: "不是 UN/ECE 第 20 号建议书的单位")
        case .unspecifiedQuantity: Text(en: "a class without a number", zh: "类别没有数量")
        case .eventConflict: Text(en: "the same event id with other content", zh: "事件编号相同而内容不同")
        case .hashMismatch: Text(en: "the id is not the event's hash", zh: "编号不是该事件的哈希")
        case .hashUnchecked: Text(en: "an ni: id of another kind, not checked", zh: "其他类型的 ni: 编号，未核对")
        case .halfTransformation: Text(en: "inputs or outputs are missing, and no transformationID", zh: "缺少投入或产出，且没有 transformationID")
        case .foreign: Text(en: "it means nothing here; kept as it came", zh: "在此没有含义；已原样保留")
        }
    }
}

package import GS1

/// What codes are answered with, in both languages. The codes' own names are those of `AnswerCode`.
extension AnswerCode {
    /// What is wrong, or what is to be known: no capital, no full stop.
    package var words: Text {
        switch self {
        case .empty: Text(en: "nothing but blanks or separators", zh: "只有空白或分隔符")
        case .notACode: Text(en: "this is no code that we know", zh: "不是可识别的代码")
        case .fullwidth: Text(en: "full-width characters were folded", zh: "全角字符已转为半角")
        case .unknownAI: Text(en: "there is no such application identifier", zh: "没有这个应用标识符（AI）")
        case .badLength: Text(en: "too short or too long for its field", zh: "长度不符合该字段")
        case .emptyField: Text(en: "two separators in a row: a field without an identifier", zh: "连续两个分隔符：字段缺少标识符")
        case .badCharacter: Text(en: "a character that may not stand there", zh: "含有该处不允许的字符")
        case .badCheckDigit: Text(en: "the check digit is wrong", zh: "校验位不对")
        case .badDate: Text(en: "there is no such day or time", zh: "没有这个日期或时间")
        case .repeatedAI: Text(en: "the same identifier again, with another value", zh: "同一标识符重复出现且取值不同")
        case .missingPartner: Text(en: "an identifier that is needed beside it is missing", zh: "缺少必须同时出现的标识符")
        case .excludedPair: Text(en: "two identifiers that exclude each other", zh: "两个标识符不得同时出现")
        case .lostSeparator: Text(en: "a group separator (GS) is missing; what it may mean", zh: "缺少分组符 GS；可能的含义")
        case .noSerial: Text(en: "a product, not an item: it has no serial number", zh: "这是商品，不是单件：没有序列号")
        case .restrictedGTIN: Text(en: "a number for use inside one shop or company", zh: "店内或企业内部使用的号码")
        case .serialCharacters: Text(en: "legal in GS1, but not among A–Z a–z 0–9 - . _ of our serials", zh: "GS1 允许，但不在本系统序列号字符 A–Z a–z 0–9 - . _ 之内")
        case .maybeLostSeparator: Text(en: "the last value ends like an identifier with a date: a separator may be missing", zh: "末尾像是带日期的标识符：可能缺少分组符")
        case .gtinPadded: Text(en: "a GTIN of fewer than 14 digits was padded", zh: "不足 14 位的 GTIN 已补零")
        case .shortNames: Text(en: "old alphabetic names of the keys", zh: "使用了旧的字母键名")
        case .trailingSlash: Text(en: "a final slash was dropped", zh: "已去掉末尾的斜杠")
        case .qualifierOrder: Text(en: "qualifiers in an order that the standard does not have", zh: "限定符的顺序不符合标准")
        case .qualifierInQuery: Text(en: "a qualifier that belongs into the path, not behind the question mark", zh: "限定符应写在路径中，而不是问号之后")
        case .compressedLink: Text(en: "a compressed link", zh: "压缩链接")
        case .badForm: Text(en: "parts of the URN are missing", zh: "URN 缺少组成部分")
        case .badEscape: Text(en: "a percent sign without two hex digits behind it", zh: "百分号后缺少两位十六进制数")
        case .tagNotPureIdentity: Text(en: "the contents of a tag where an identity is needed", zh: "此处需要标识，而给出的是标签内容")
        case .notHex: Text(en: "a character that is no hex digit", zh: "含有非十六进制字符")
        case .badPartition: Text(en: "partition 7, which no scheme has", zh: "分区值为 7，任何方案都没有")
        case .companyTooLarge: Text(en: "the company number has more digits than its partition allows", zh: "厂商代码超出分区允许的位数")
        case .referenceTooLarge: Text(en: "the reference has more digits than its partition allows", zh: "参考代码超出分区允许的位数")
        case .nonzeroPadding: Text(en: "bits that must be zero are set", zh: "应为零的填充位不为零")
        case .characterAfterEnd: Text(en: "a character behind the end of the serial", zh: "序列号结束后还有字符")
        case .emptySerial: Text(en: "a serial of no characters", zh: "序列号为空")
        case .tidNotEPC: Text(en: "the number of a chip (TID), not of an item", zh: "这是芯片编号（TID），不是货物编号")
        case .foreignTag: Text(en: "a tag of another scheme", zh: "其他方案的标签")
        case .emptyTag: Text(en: "a tag that was never written: all bits are zero", zh: "标签尚未写入：全部为零")
        case .foreignKey: Text(en: "of GS1's making, but it names no item, place or carton of ours", zh: "符合 GS1，但并非我方的货物、地点或箱")
        }
    }

    /// What to do, a whole sentence.
    package var hint: Text {
        switch self {
        case .empty: Text(en: "Scan the label again.", zh: "请重新扫描标签。")
        case .notACode, .unknownAI:
            Text(en: "Scan the traceability label itself, or type what stands beside it in brackets.", zh: "请扫描溯源码标签本身，或输入其旁带括号的文字。")
        case .fullwidth: Text(en: "Switch the input method to half-width before scanning.", zh: "扫描前请将输入法切换为半角。")
        case .badLength, .badDate, .badCheckDigit, .repeatedAI, .badForm, .badEscape:
            Text(en: "Compare it with the label, character by character, and scan again.", zh: "请与标签逐字核对后重新扫描。")
        case .badCharacter:
            Text(en: "Type it with the Latin keyboard; a label printed so should be reported.", zh: "请用英文输入法输入；若标签即如此印制，请上报。")
        case .emptyField, .lostSeparator, .maybeLostSeparator:
            Text(en: "Set the gun to send GS (FNC1): dutyfree doctor --gun shows what it sends.", zh: "请设置扫描枪发送 GS（FNC1）：dutyfree doctor --gun 可查看其发送内容。")
        case .missingPartner, .excludedPair:
            Text(en: "The label breaks GS1's rules: ask whoever printed it.", zh: "标签不符合 GS1 规则：请联系印制方。")
        case .noSerial: Text(en: "Scan the traceability label, not the EAN on the box.", zh: "请扫描溯源码，而不是包装上的商品条码。")
        case .restrictedGTIN: Text(en: "It means nothing outside that shop: ask the supplier for the GTIN.", zh: "出了该店即无意义：请向供应商索取 GTIN。")
        case .serialCharacters:
            Text(en: "An import keeps it, percent-encoded; for items of ours give another serial.", zh: "导入时以百分号编码保留；我方货物请改用其他序列号。")
        case .gtinPadded, .shortNames, .trailingSlash: Text(en: "Nothing needs to be done; the printer of the label may mend it.", zh: "无须处理；可请印制方更正。")
        case .qualifierOrder, .qualifierInQuery:
            Text(en: "Of a GTIN the order is /22/ variant, /10/ lot, /21/ serial.", zh: "GTIN 的顺序为 /22/ 变体、/10/ 批号、/21/ 序列号。")
        case .compressedLink: Text(en: "Open it with the brand's own resolver, or scan another symbol of the label.", zh: "请用品牌方的解析服务打开，或扫描标签上的其他码。")
        case .tagNotPureIdentity: Text(en: "Give urn:epc:id:…, which dutyfree code prints.", zh: "请提供 urn:epc:id:…，可由 dutyfree code 得到。")
        case .notHex, .badPartition, .companyTooLarge, .referenceTooLarge, .nonzeroPadding, .characterAfterEnd, .emptySerial:
            Text(en: "The tag is torn or was encoded wrongly: read it again, then replace it.", zh: "标签读取不完整或写入有误：请重读，仍不行则更换。")
        case .tidNotEPC: Text(en: "Set the reader to report the EPC bank.", zh: "请将读写器设置为上报 EPC 区。")
        case .foreignTag, .foreignKey: Text(en: "It is somebody else's; counts report it as foreign.", zh: "属于他人；盘点时列为外来。")
        case .emptyTag: Text(en: "Write the tag, or take it off.", zh: "请写入标签或将其取下。")
        }
    }

    /// For `explain`.
    package var explanation: Text {
        Text(en: "\(words.en.prefix(1).uppercased())\(words.en.dropFirst()). \(hint.en)", zh: "\(words.zh)。\(hint.zh)")
    }
}

extension CodeFault {
    /// What to do. A strange letter is typed again, any other character is compared.
    package var hint: Text {
        let isStrange = code == .badCharacter && (Homoglyph.scalar(named: detail).map { !$0.isASCII } ?? false)
        return code == .badCharacter && !isStrange ? AnswerCode.badLength.hint : code.hint
    }

    /// What is wrong and where, in words: no capital, no full stop.
    package var sentence: Text {
        var text = code.words
        if let scalar = Homoglyph.scalar(named: detail) {
            let name = scalar.properties.name.map { " " + $0 } ?? ""
            let like = Homoglyph.latin(scalar).map { Text(en: ", looks like \($0)", zh: "，形似 \($0)") } ?? .same("")
            text = Text(en: "\(text.en): \(detail)\(name)\(like.en)", zh: "\(text.zh)：\(detail)\(name)\(like.zh)")
        } else if code == .badCheckDigit, !detail.isEmpty {
            text = Text(en: "\(text.en): these digits need \(detail) at the end", zh: "\(text.zh)：按前面的数字应为 \(detail)")
        } else if code == .excludedPair, !detail.isEmpty {
            let pair = (CodeFault.named(ai), CodeFault.named(detail))
            return Text(en: "\(text.en): \(pair.0.en) and \(pair.1.en)", zh: "\(text.zh)：\(pair.0.zh)与\(pair.1.zh)")
        } else if code == .missingPartner, !detail.isEmpty {
            return Text(
                en: "\(CodeFault.named(ai).en) needs \(CodeFault.partners(detail).en) beside it",
                zh: "\(CodeFault.named(ai).zh)须与\(CodeFault.partners(detail).zh)同时出现")
        } else if !detail.isEmpty {
            text = Text(en: "\(text.en): \(detail)", zh: "\(text.zh)：\(detail)")
        }
        guard !ai.isEmpty else { return text }
        return Text(en: "\(text.en), at \(CodeFault.named(ai).en)", zh: "\(text.zh)，位于\(CodeFault.named(ai).zh)")
    }

    /// `(37 COUNT)`
    private static func named(_ ai: String) -> Text {
        let title = Element(ai: ai, value: "").title
        func named(_ title: String) -> String { title.isEmpty ? ai : "\(ai) \(title)" }
        return Text(en: "(\(named(title.en)))", zh: "（\(named(title.zh))）")
    }

    /// `01, 8006+21` in words.
    private static func partners(_ groups: String) -> Text {
        let groups: [[Text]] = groups.split(separator: ", ").map { group in group.split(separator: "+").map { named(String($0)) } }
        return Text(
            en: groups.map { $0.map(\.en).joined(separator: " and ") }.joined(separator: " or "),
            zh: groups.map { $0.map(\.zh).joined(separator: "及") }.joined(separator: "或"))
    }

    /// The same in one line: with the byte that it begins at, counted from one, and what it may have meant.
    package var placedSentence: Text {
        let place = position.map { Text(en: ", byte \($0 + 1)", zh: "，第 \($0 + 1) 字节") } ?? .same("")
        let meant = readings.isEmpty ? Text.same("") : Text(en: ": " + readings.joined(separator: " or "), zh: "：" + readings.joined(separator: " 或 "))
        return Text(en: sentence.en + place.en + meant.en, zh: sentence.zh + place.zh + meant.zh)
    }
}

extension ScannedCode.Kind {
    package var words: Text {
        switch self {
        case .item: Text(en: "an item", zh: "单件货物")
        case .product: Text(en: "a product", zh: "商品")
        case .carton: Text(en: "a carton or pallet", zh: "箱或托盘")
        case .place: Text(en: "a place", zh: "地点")
        case .party: Text(en: "a party", zh: "主体")
        case .asset: Text(en: "a returnable asset", zh: "可回收资产")
        case .tid: Text(en: "the number of an RFID chip", zh: "射频芯片编号")
        case .foreign: Text(en: "well formed, but nothing of ours", zh: "格式正确，但不属于我方")
        case .placeLabel: Text(en: "a label of one of our places", zh: "我方的库位标签")
        }
    }
}

extension CodeForms.Name {
    package var words: Text {
        switch self {
        case .key: Text(en: "key", zh: "规范键")
        case .bracketed: Text(en: "in print", zh: "印刷文字")
        case .elementString: Text(en: "in a symbol", zh: "码内数据")
        case .digitalLink: Text(en: "Digital Link", zh: "数字链接")
        case .digitalLinkFull: Text(en: "with all data", zh: "含全部数据")
        case .epcURN: Text(en: "EPC URN", zh: "EPC URN")
        case .tagURN: Text(en: "tag URN", zh: "标签 URN")
        case .tagHex96: Text(en: "tag, 96 bits", zh: "标签 96 位")
        case .tagHex195: Text(en: "tag, 195 bits", zh: "标签 195 位")
        case .tagHex198: Text(en: "tag, 198 bits", zh: "标签 198 位")
        }
    }
}

extension Element {
    /// What the value is, in words of the trade; GS1's data title where there are none.
    package var title: Text {
        let title = ApplicationIdentifier.find(ai)?.title ?? ""
        return Text(en: title, zh: Element.chinese[ai] ?? title)
    }

    private static let chinese: [String: String] = [
        "00": "物流单元（SSCC）", "01": "商品（GTIN）", "02": "内装商品（GTIN）", "10": "批号", "11": "生产日期", "13": "包装日期", "15": "保质期",
        "16": "最迟销售日期", "17": "有效期至", "20": "内部变体", "21": "序列号", "22": "消费品变体", "235": "第三方序列号", "240": "附加标识",
        "241": "客户件号", "250": "二级序列号", "251": "源实体参考", "254": "位置扩展", "30": "变量数量", "37": "内装数量",
        "400": "订单号", "401": "托运号（GINC）", "402": "发运号（GSIN）", "410": "收货地", "411": "开票方", "412": "采购自", "414": "位置（GLN）",
        "415": "收款方", "416": "生产或服务地", "417": "主体（GLN）", "422": "原产国", "7003": "有效期（含时刻）", "8003": "可回收资产（GRAI）",
        "8004": "资产（GIAI）", "8006": "组件（ITIP）", "8008": "生产时间",
    ]
}

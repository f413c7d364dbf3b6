package import StockCount

extension CountClass {
    package var words: Text {
        switch self {
        case .matched: Text(en: "matched", zh: "相符")
        case .moved: Text(en: "moved meanwhile", zh: "盘点期间移动")
        case .inCarton: Text(en: "in a sealed carton", zh: "在封箱内")
        case .notCounted: Text(en: "not counted", zh: "未清点")
        case .missing: Text(en: "missing", zh: "缺失")
        case .misplaced: Text(en: "misplaced", zh: "错位")
        case .wrongState: Text(en: "wrong state", zh: "状态不符")
        case .found: Text(en: "found again", zh: "寻回")
        case .soldPresent: Text(en: "sold, still here", zh: "已售仍在")
        case .departedPresent: Text(en: "departed, yet here", zh: "已离岛仍在")
        case .inTransit: Text(en: "in transit, here", zh: "在途已到")
        case .clone: Text(en: "clone", zh: "重码")
        case .unknown: Text(en: "unknown code", zh: "未知代码")
        case .foreign: Text(en: "not ours", zh: "非我方")
        case .unreadable: Text(en: "unreadable", zh: "无法识别")
        }
    }

    /// What it means, in one sentence (stock-count.md, Classes).
    package var explanation: Text {
        switch self {
        case .matched: Text(en: "read where the ledger says it is", zh: "在账面所载地点读到")
        case .moved: Text(en: "a movement while the count ran explains it", zh: "盘点期间的移动可以解释")
        case .inCarton: Text(en: "its sealed carton was read, not the item itself", zh: "读到其封箱，未直接读到货物")
        case .notCounted: Text(en: "expected where nobody was: no evidence either way, so never written off", zh: "应在之处无人到场，无证据，不得核销")
        case .missing: Text(en: "expected and not read, although somebody had the chance", zh: "应有而未读到，且有人到场")
        case .misplaced: Text(en: "read elsewhere than the ledger says", zh: "读到的地点与账面不符")
        case .wrongState: Text(en: "in its place, but seen in another state, such as damaged", zh: "地点相符，但状态不符（如残损）")
        case .found: Text(en: "was written off as lost, and is here", zh: "已作灭失核销，现被读到")
        case .soldPresent: Text(en: "sold according to the ledger, and still here", zh: "账面已售，实物仍在")
        case .departedPresent: Text(en: "left the island or our hands according to the ledger, and is here", zh: "账面已离岛或已转出，实物仍在")
        case .inTransit: Text(en: "on its way according to the ledger, and has arrived", zh: "账面在途，实物已到")
        case .clone: Text(en: "one code on two things: two tag numbers, or two places at once", zh: "一码两物：两个标签号，或同时出现在两处")
        case .unknown: Text(en: "a code of a product of ours that the ledger has no item for", zh: "属于我方商品，但账本无此件")
        case .foreign: Text(en: "somebody else's code", zh: "他方代码")
        case .unreadable: Text(en: "a line from which no item can be named", zh: "无法识别对象的读取")
        }
    }

    /// What to do about it.
    package var next: Text {
        switch self {
        case .matched, .moved: Text(en: "", zh: "")
        case .inCarton: Text(en: "accept, or open the carton and read", zh: "认可，或开箱读取")
        case .notCounted: Text(en: "count the zone", zh: "清点该区域")
        case .missing: Text(en: "look, recount; then write off", zh: "查找并复盘，再核销")
        case .misplaced: Text(en: "carry back, or record the move", zh: "归位，或补记移位")
        case .wrongState: Text(en: "record the state", zh: "补记状态")
        case .found: Text(en: "take back into the books", zh: "恢复入账")
        case .soldPresent: Text(en: "find the receipt: hand over, or return", zh: "核对小票：交付或退货")
        case .departedPresent: Text(en: "stop it and tell customs", zh: "截留并报告海关")
        case .inTransit: Text(en: "record the receipt", zh: "补记入库")
        case .clone: Text(en: "keep both aside and tell customs", zh: "封存两件并报告海关")
        case .unknown: Text(en: "look for its declaration", zh: "查找报关单")
        case .foreign: Text(en: "note it", zh: "备注")
        case .unreadable: Text(en: "relabel, read again", zh: "换码后重读")
        }
    }
}

extension CountPlan.Reason {
    package var words: Text {
        switch self {
        case .neverCounted: Text(en: "never counted", zh: "从未盘点")
        case .busy: Text(en: "over 1,000 movements since", zh: "上次盘点后移动超过 1,000 次")
        case .due: Text(en: "falls due", zh: "到期")
        case .zeroConfirmation: Text(en: "empty by the book: a look is enough", zh: "账面为空：到场确认即可")
        }
    }
}

extension CountSession.Status {
    package var words: Text {
        switch self {
        case .counting: Text(en: "counting", zh: "清点中")
        case .reconciled: Text(en: "reconciled", zh: "已核对")
        case .approved: Text(en: "approved", zh: "已批准")
        case .closed: Text(en: "closed", zh: "已结束")
        case .cancelled: Text(en: "cancelled", zh: "已取消")
        }
    }
}

extension UnreadableReason {
    package var words: Text {
        switch self {
        case .noSerial: Text(en: "a product's bar code: scan the traceability label, not the EAN", zh: "这是商品条码：请扫描溯源码，而非 EAN")
        case .badCheckDigit: Text(en: "the check digit is wrong", zh: "校验位不对")
        case .badSerial: Text(en: "the serial number has another form", zh: "序列号格式不对")
        case .badElementString: Text(en: "an element string that cannot be read; does the gun send the group separator (GS)?", zh: "无法解析的码；请确认扫描枪会发送分组符 GS")
        case .badEPCLength: Text(en: "a tag of another length", zh: "标签长度不对")
        case .badPartition: Text(en: "a tag with an impossible partition", zh: "标签分区值不合法")
        case .badEPCValue: Text(en: "a tag with an impossible number", zh: "标签数值不合法")
        case .badEPCURN: Text(en: "an EPC URN that cannot be read", zh: "无法解析的 EPC URN")
        case .noItem: Text(en: "names neither an item nor a carton", zh: "既非单件也非箱码")
        case .notACode: Text(en: "this is no code", zh: "这不是代码")
        case .brokenLine: Text(en: "half a line, or another number of columns", zh: "行不完整，或列数不符")
        }
    }
}

extension CountAccuracy {
    /// Nil where nothing was recounted.
    package var words: Text? {
        guard x10000 != nil else { return nil }
        let (confirmed, recounted) = (Figures.grouped(Int64(confirmed)), Figures.grouped(Int64(recounted)))
        let percent = Figures.percent(Int64(self.confirmed), of: Int64(self.recounted))
        return Text(
            en: "Accuracy: the recount confirmed \(confirmed) of \(recounted) differences (\(percent)).",
            zh: "准确率：复盘的 \(recounted) 项差异中确认 \(confirmed) 项（\(percent)）。")
    }
}

package import Supervision

extension Loss.Outcome {
    package var words: Text {
        switch self {
        case .dutyPaid: Text(en: "duty paid", zh: "已补税")
        case .documented: Text(en: "by document", zh: "凭单证核销")
        case .elsewhere: Text(en: "found or elsewhere", zh: "寻回或另作处理")
        }
    }
}

extension LossStatement {
    package static let title = Text(en: "Losses and the duty on them", zh: "损失与税款")
    package static let stillOpen = Text(en: "duty at stake", zh: "税款未结")

    /// Titles of a line's columns.
    package static let columns = [
        Text(en: "Loss", zh: "损失"), Text(en: "Open before", zh: "期初未结"), Text(en: "New", zh: "本期新增"), Text(en: "Duty paid", zh: "已补税"),
        Text(en: "By document", zh: "凭单证"), Text(en: "Elsewhere", zh: "另作处理"), Text(en: "Still open", zh: "期末未结"), Text(en: "Duty at stake", zh: "未结税款"),
        Text(en: "Tax paid", zh: "已缴税款"),
    ]

    /// Figures of a line, in that order.
    package static func items(_ line: LossLine) -> [Int64] {
        [line.opening.items, line.added.items] + Loss.Outcome.allCases.map { line.ended($0).items } + [line.open.items]
    }

    /// Whether anything is unsettled, in a sentence.
    package var verdict: Text {
        guard holds else {
            return Text(en: "The losses are not those of the account. See: dutyfree verify", zh: "损失与账册不符。参见：dutyfree verify")
        }
        if isEmpty { return Text(en: "No losses.", zh: "无损失。") }
        let open = total.open
        return open.items == 0
            ? Text(en: "Every loss has its tax bill or its document.", zh: "各项损失均有税单或核销单证。")
            : Text(
                en: "\(Figures.grouped(open.items)) with neither tax bill nor document: CNY \(Figures.yuan(fen: open.dutyFen)) of duty at stake.",
                zh: "\(Figures.grouped(open.items)) 件既无税单亦无核销单证：所涉税款 \(Figures.yuan(fen: open.dutyFen)) 元。")
    }
}

extension CountStatement {
    package static let title = Text(en: "Closing against the last count", zh: "期末与最近盘点对照")

    /// Titles of a count's columns.
    package static let columns = [
        Text(en: "Count", zh: "盘点"), Text(en: "Places", zh: "地点"), Text(en: "Reconciled", zh: "核对时间"), Text(en: "Ledger then", zh: "当时账面"),
        Text(en: "Counted", zh: "实盘"),
        Text(en: "Difference", zh: "差异"), Text(en: "Not counted", zh: "未盘"), Text(en: "Held at the end", zh: "期末账面"), Text(en: "Since", zh: "此后增减"),
    ]

    package static func figures(_ count: LastCount) -> [Int64?] {
        [count.held, count.counted, count.difference, count.notCounted, count.heldAtEnd, count.since]
    }

    /// From what is held at the places to the closing.
    package var identity: Text {
        let (counted, elsewhere) = (Figures.grouped(heldCounted), Figures.grouped(heldElsewhere))
        let (aside, transit, end) = (Figures.grouped(notInBalance), Figures.grouped(inTransit), Figures.grouped(closing))
        return Text(
            en:
                "At counted places \(counted) + elsewhere \(elsewhere) − not entered or sold and waiting \(aside) + in transit \(transit) \(holds ? "=" : "≠") closing \(end).",
            zh: "已盘地点 \(counted) ＋ 其他地点 \(elsewhere) － 未入库或已售待提 \(aside) ＋ 调拨在途 \(transit) \(holds ? "＝" : "≠") 期末 \(end)。")
    }

    /// How far the counts went from the ledger.
    package var verdict: Text {
        let difference = counts.reduce(0) { $0 + $1.difference }
        let missing = counts.reduce(0) { $0 + $1.missing }
        return counts.allSatisfy { $0.missing == 0 && $0.found == 0 }
            ? Text(en: "The last counts found what the ledger had.", zh: "最近盘点与账面一致。")
            : Text(
                en:
                    "The last counts differed from the ledger by \(Figures.signed(difference)): \(Figures.grouped(missing)) missing, \(Figures.grouped(difference + missing)) found.",
                zh: "最近盘点与账面相差 \(Figures.signed(difference)) 件：缺失 \(Figures.grouped(missing))，寻回 \(Figures.grouped(difference + missing))。")
    }
}

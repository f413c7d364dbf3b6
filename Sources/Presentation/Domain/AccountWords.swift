import DutyFree
package import Supervision

extension AccountStanding {
    package var words: Text {
        switch self {
        case .declared: Text(en: "declared", zh: "已申报")
        case .arrived: Text(en: "arrived", zh: "已到库")
        case .onHand: Text(en: "on hand", zh: "在手")
        case .inTransit: Text(en: "in transit", zh: "调拨在途")
        case .sold: Text(en: "sold, not departed", zh: "已售未离岛")
        case .departed: Text(en: "departed", zh: "已离岛")
        case .seized: Text(en: "seized", zh: "扣留")
        case .lost: Text(en: "lost", zh: "灭失")
        case .destroyed: Text(en: "destroyed", zh: "已销毁")
        case .exported: Text(en: "re-exported", zh: "已退运")
        case .cleared: Text(en: "duty paid", zh: "已完税")
        case .transferred: Text(en: "handed over", zh: "已转出")
        case .confiscated: Text(en: "confiscated", zh: "已没收")
        }
    }
}

extension AccountGrouping {
    /// The title of the column that names a line.
    package var words: Text {
        switch self {
        case .category: Text(en: "Category", zh: "品类")
        case .product: Text(en: "Product", zh: "商品")
        case .declaration: Text(en: "Declaration", zh: "报关单")
        }
    }
}

extension AccountLine {
    /// What a line is called where it has no name of its own.
    package static let takenOver = Text(en: "(taken over)", zh: "（转入）")

    /// `entry and activation 120, return 3`; the largest first.
    package static func words(_ flows: [(words: Text, items: Int64)]) -> Text {
        func list(_ language: Language, _ comma: String) -> String {
            flows.map { "\($0.words[language]) \(Figures.grouped($0.items))" }.joined(separator: comma)
        }
        return flows.isEmpty ? Text(en: "nothing", zh: "无") : Text(en: list(.en, ", "), zh: list(.zhHans, "、"))
    }

    /// The largest first, and in the order of the lifecycle where they are alike.
    private static func sorted(_ flows: [MovementType: AccountSum]) -> [(words: Text, items: Int64)] {
        MovementType.allCases.enumerated().compactMap { index, type in flows[type].map { (index, type.words, $0.items) } }
            .sorted { ($1.2, $0.0) < ($0.2, $1.0) }.map { ($0.1, $0.2) }
    }

    package var enteredWords: Text { AccountLine.words(AccountLine.sorted(entered)) }
    package var leftWords: Text { AccountLine.words(AccountLine.sorted(left)) }

    package var standingWords: Text {
        AccountLine.words(
            AccountStanding.allCases.compactMap { standing in
                standings[standing].flatMap { $0.items == 0 ? nil : (standing.words, $0.items) }
            })
    }
}

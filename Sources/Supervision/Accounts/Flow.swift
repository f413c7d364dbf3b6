package import DutyFree
package import GS1
package import Wire

/// A line of the account's projection: items of a product and a declaration that a kind of movement took from one standing
/// to another on a day. The day is that on which it occurred, in Asia/Shanghai: a movement recorded late, and one that was
/// corrected, counts where it happened; one that was taken back counts nowhere.
package struct Flow: Hashable, Sendable {
    /// Days since 1970-01-01.
    package var day: Int32
    package var type: MovementType
    /// Nil where the movement brought the item into the ledger.
    package var source: AccountStanding?
    package var target: AccountStanding
    package var product: GTIN
    /// The declaration that brought the item; empty where another operator handed it over.
    package var declaration: String

    package init(
        day: Int32, type: MovementType, source: AccountStanding?, target: AccountStanding, product: GTIN, declaration: String
    ) {
        self.day = day
        self.type = type
        self.source = source
        self.target = target
        self.product = product
        self.declaration = declaration
    }

    /// What a movement does to the account by bringing an item from `before` to `after`; nil where that is nothing. For
    /// movements that are about an entry (`correct`, `void`) only `AccountLife` knows.
    package init?(_ movement: Movement, before: Item?, after: Item) {
        let source = before.map { AccountStanding($0.state) }
        let target = AccountStanding(after.state)
        guard source != target, let product = after.product else { return nil }
        self.init(
            day: Flow.day(movement.occurred), type: movement.type, source: source, target: target, product: product,
            declaration: after.declaration ?? "")
    }

    package static func day(_ moment: Timestamp) -> Int32 {
        Int32(clamping: Day(inShanghai: moment).daysSince1970)
    }
}

/// One line without its day: how many items before a period, within it, and after it.
package struct FlowTotal: Hashable, Sendable {
    package var type: MovementType
    package var source: AccountStanding?
    package var target: AccountStanding
    package var product: GTIN
    package var declaration: String
    package var before: Int64
    package var within: Int64
    package var after: Int64

    package init(
        type: MovementType, source: AccountStanding?, target: AccountStanding, product: GTIN, declaration: String, before: Int64, within: Int64,
        after: Int64
    ) {
        self.type = type
        self.source = source
        self.target = target
        self.product = product
        self.declaration = declaration
        self.before = before
        self.within = within
        self.after = after
    }
}

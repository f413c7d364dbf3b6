package import DutyFree
package import GS1

/// Units, what they are worth at list price, and the import tax that is at stake, both in fen.
package struct AccountSum: Hashable, Sendable {
    package var items: Int64 = 0
    package var valueFen: Int64 = 0
    package var dutyFen: Int64 = 0

    package init() {}

    /// So many items of a product, at its list price of now.
    package init(_ items: Int64, of product: Product?) {
        self.items = items
        valueFen = items &* (product?.unitPriceFen ?? 0)
        dutyFen = items &* (product?.taxFen ?? 0)
    }

    package static func + (left: AccountSum, right: AccountSum) -> AccountSum {
        var sum = left
        sum.items &+= right.items
        sum.valueFen &+= right.valueFen
        sum.dutyFen &+= right.dutyFen
        return sum
    }

    package static prefix func - (sum: AccountSum) -> AccountSum {
        var negative = AccountSum()
        negative.items = 0 &- sum.items
        negative.valueFen = 0 &- sum.valueFen
        negative.dutyFen = 0 &- sum.dutyFen
        return negative
    }

    package static func += (left: inout AccountSum, right: AccountSum) { left = left + right }
}

/// What the lines of an account are.
package enum AccountGrouping: String, CaseIterable, Sendable {
    case category, product, declaration
}

/// Items as they stand, counted from the items themselves and not from what moved them.
package struct StandingKey: Hashable, Sendable {
    package var product: GTIN
    /// Empty where the account is not by declaration.
    package var declaration: String
    package var standing: AccountStanding

    package init(product: GTIN, declaration: String, standing: AccountStanding) {
        self.product = product
        self.declaration = declaration
        self.standing = standing
    }
}

/// 一企一账: opening + in − out = closing over a period. The left side comes from the movements, the right side from the
/// items as they stand, less what moved after the period: that they agree is a check, not arithmetic.
package struct Account: Sendable {
    package let period: AccountPeriod
    package let grouping: AccountGrouping
    /// In order of name.
    package private(set) var lines: [AccountLine] = []
    package private(set) var total = AccountLine(name: "")

    package var holds: Bool { total.holds && lines.allSatisfy(\.holds) }

    package init(
        period: AccountPeriod, grouping: AccountGrouping, flows: [FlowTotal], standings: [StandingKey: Int64], products: [GTIN: Product]
    ) {
        self.period = period
        self.grouping = grouping
        func name(_ product: GTIN, _ declaration: String) -> String {
            switch grouping {
            case .product: product.digits14
            case .declaration: declaration
            case .category: products[product]?.category ?? ""
            }
        }
        var byName: [String: AccountLine] = [:]
        for flow in flows {
            let name = name(flow.product, flow.declaration)
            byName[name, default: AccountLine(name: name)].add(flow, products[flow.product])
        }
        for (key, items) in standings where items != 0 {
            let name = name(key.product, key.declaration)
            byName[name, default: AccountLine(name: name)].add(key.standing, items, products[key.product])
        }
        lines = byName.values.sorted { $0.name < $1.name }
        for line in lines { total.add(line) }
        // A line of nothing but what came later is no line of this period.
        lines.removeAll { !$0.isOfThePeriod && $0.holds }
    }
}

/// One line of an account.
package struct AccountLine: Sendable {
    /// A category, a GTIN-14 or a declaration's number; empty for goods taken over from another operator, and in the total.
    package let name: String
    package private(set) var opening = AccountSum()
    /// What came into the balance and what left it in the period, by movement.
    package private(set) var entered: [MovementType: AccountSum] = [:]
    package private(set) var left: [MovementType: AccountSum] = [:]
    /// Every standing at the end of the period, from the items as they stand less what moved later.
    package private(set) var standings: [AccountStanding: AccountSum] = [:]
    /// The same from the movements.
    private var moved: [AccountStanding: AccountSum] = [:]
    /// What was declared or taken over up to the end of the period.
    package private(set) var broughtIn = AccountSum()

    init(name: String) { self.name = name }

    package var entering: AccountSum { entered.values.reduce(AccountSum(), +) }
    package var leaving: AccountSum { left.values.reduce(AccountSum(), +) }
    /// From the items, not from the movements.
    package var closing: AccountSum { balance(standings) }

    /// opening + in − out = closing; every standing as the movements give it; and all that was brought in stands
    /// somewhere: declared = held + in transit + sold, not departed + departed + written off by each way.
    package var holds: Bool {
        opening + entering + -leaving == closing && AccountStanding.allCases.allSatisfy { standings[$0] ?? AccountSum() == moved[$0] ?? AccountSum() }
            && standings.values.reduce(AccountSum(), +) == broughtIn
    }

    var isOfThePeriod: Bool {
        opening != AccountSum() || !entered.isEmpty || !left.isEmpty || standings.values.contains { $0 != AccountSum() }
    }

    private func balance(_ sums: [AccountStanding: AccountSum]) -> AccountSum {
        AccountStanding.allCases.filter(\.isInBalance).reduce(AccountSum()) { $0 + (sums[$1] ?? AccountSum()) }
    }

    mutating func add(_ flow: FlowTotal, _ product: Product?) {
        let before = AccountSum(flow.before, of: product)
        let within = AccountSum(flow.within, of: product)
        let after = AccountSum(flow.after, of: product)
        let byEnd = before + within
        moved[flow.target, default: AccountSum()] += byEnd
        standings[flow.target, default: AccountSum()] += -after
        if let source = flow.source {
            moved[source, default: AccountSum()] += -byEnd
            standings[source, default: AccountSum()] += after
        } else {
            broughtIn += byEnd
        }
        let wasInBalance = flow.source?.isInBalance ?? false
        guard wasInBalance != flow.target.isInBalance else { return }
        if wasInBalance {
            opening += -before
            if flow.within != 0 { left[flow.type, default: AccountSum()] += within }
        } else {
            opening += before
            if flow.within != 0 { entered[flow.type, default: AccountSum()] += within }
        }
    }

    mutating func add(_ standing: AccountStanding, _ items: Int64, _ product: Product?) {
        standings[standing, default: AccountSum()] += AccountSum(items, of: product)
    }

    mutating func add(_ line: AccountLine) {
        opening += line.opening
        entered.merge(line.entered, uniquingKeysWith: +)
        left.merge(line.left, uniquingKeysWith: +)
        standings.merge(line.standings, uniquingKeysWith: +)
        moved.merge(line.moved, uniquingKeysWith: +)
        broughtIn += line.broughtIn
    }
}

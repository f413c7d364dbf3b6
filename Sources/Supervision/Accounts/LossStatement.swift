package import DutyFree
package import GS1

/// The losses of one kind in a period: open before + new − duty paid − by document − elsewhere = open at its end.
package struct LossLine: Sendable {
    package let type: MovementType
    package fileprivate(set) var opening = AccountSum()
    package fileprivate(set) var added = AccountSum()
    package fileprivate(set) var ended: [Loss.Outcome: AccountSum] = [:]
    /// Duty at stake: neither paid nor relieved by a document.
    package fileprivate(set) var open = AccountSum()
    /// What tax bills came to, in fen; list-price duty and what was paid need not be the same.
    package fileprivate(set) var paidFen: Int64 = 0

    package func ended(_ outcome: Loss.Outcome) -> AccountSum { ended[outcome] ?? AccountSum() }
}

/// 损失与完税核对: every loss of a period, or open when it began, against the duty on it.
package struct LossStatement: Sendable {
    /// In the order of the lifecycle; only kinds that there are.
    package private(set) var lines: [LossLine] = []
    package private(set) var total = LossLine(type: .loss)
    /// By entry.
    package let losses: [Loss]
    package let period: AccountPeriod
    /// Whether those lost and destroyed by the end are as many as the account has from movements and items.
    package private(set) var holds = true

    /// `all` are the losses of every item that ever had one, whenever.
    package init(_ all: [Loss], period: AccountPeriod, account: Account, products: [GTIN: Product]) {
        self.period = period
        let days = period.days
        losses = all.filter { $0.day <= days.upperBound && ($0.isOpen(before: days.lowerBound) || $0.day >= days.lowerBound) }
            .sorted { ($0.seq, $0.item) < ($1.seq, $1.item) }
        var byType: [MovementType: LossLine] = [:]
        for loss in losses {
            let sum = AccountSum(1, of: products[loss.product])
            byType[loss.type, default: LossLine(type: loss.type)].add(loss, sum, days)
            total.add(loss, sum, days)
        }
        lines = MovementType.allCases.compactMap { byType[$0] }
        var (lost, destroyed): (Int64, Int64) = (0, 0)
        for loss in all {
            if loss.type != .damage, loss.type != .destroy {
                if loss.day <= days.upperBound { lost += 1 }
                if loss.reappeared.map({ $0 <= days.upperBound }) ?? false { lost -= 1 }
            }
            if let ending = loss.ending, ending.type == .destroy, ending.day <= days.upperBound { destroyed += 1 }
        }
        holds = lost == account.total.items(.lost) && destroyed == account.total.items(.destroyed)
    }

    package var isEmpty: Bool { losses.isEmpty }
}

extension LossLine {
    fileprivate mutating func add(_ loss: Loss, _ sum: AccountSum, _ days: ClosedRange<Int32>) {
        if loss.day < days.lowerBound { opening += sum } else { added += sum }
        guard let ending = loss.ending, ending.day <= days.upperBound else {
            open += sum
            return
        }
        ended[ending.outcome, default: AccountSum()] += sum
        if ending.outcome == .dutyPaid { paidFen &+= ending.taxFen }
    }
}

extension AccountLine {
    func items(_ standing: AccountStanding) -> Int64 { standings[standing]?.items ?? 0 }
}

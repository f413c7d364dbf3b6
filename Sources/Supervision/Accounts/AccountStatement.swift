/// What customs reconcile of an enterprise and a period: the account, its losses against the duty on them, its closing
/// against the last count.
package struct AccountStatement: Sendable {
    package let account: Account
    package let losses: LossStatement
    /// Nil where nothing was counted and approved by the end of the period.
    package let counts: CountStatement?

    package init(account: Account, losses: LossStatement, counts: CountStatement?) {
        self.account = account
        self.losses = losses
        self.counts = counts
    }

    package var holds: Bool { account.holds && losses.holds && counts?.holds ?? true }
}

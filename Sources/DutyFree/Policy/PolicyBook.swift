package import Wire

/// The versions of policies that a ledger has recorded, by regime: at any moment at most one of a regime is in force.
package struct PolicyBook: Hashable, Sendable {
    /// A version and the half-open interval in which it is in force.
    package struct Version: Hashable, Sendable {
        package let policy: Policy
        /// Its own end, else the beginning of the version that replaces it; nil where neither is known.
        package let until: Timestamp?

        package func isInForce(at moment: Timestamp) -> Bool {
            policy.effectiveFrom <= moment && (until.map { moment < $0 } ?? true)
        }
    }

    /// By the beginning of the interval.
    private var byRegime: [Regime: [Version]] = [:]
    private var byID: [PolicyID: Policy] = [:]

    package init() {}

    /// Throws `policy-overlap` or `policy-exists`; the order of the policies does not matter.
    package init(_ policies: [Policy]) throws(Refusal) {
        for policy in policies {
            guard byID.updateValue(policy, forKey: policy.id) == nil else {
                throw Refusal(.policyExists, field: "id", facts: ["policy": policy.id.text])
            }
        }
        for regime in Set(policies.map(\.regime)) {
            byRegime[regime] = try PolicyBook.versions(policies.filter { $0.regime == regime })
        }
    }

    /// Whether nothing was recorded for the regime: then its movements are judged without a policy.
    package func isEmpty(_ regime: Regime) -> Bool { byRegime[regime]?.isEmpty ?? true }

    package var count: Int { byID.count }
    package var regimes: [Regime] { byRegime.keys.sorted() }

    package func versions(_ regime: Regime) -> [Version] { byRegime[regime] ?? [] }

    package func policy(_ id: PolicyID) -> Policy? { byID[id] }

    /// The version in force then. O(number of versions), newest first: most movements are of today.
    package func policy(at moment: Timestamp, _ regime: Regime) -> Policy? {
        byRegime[regime]?.last { $0.isInForce(at: moment) }?.policy
    }

    /// The book with one version more. Throws `policy-exists` for an id that is there, `policy-overlap` where its interval
    /// meets another's.
    package func adding(_ policy: Policy) throws(Refusal) -> PolicyBook { try PolicyBook(Array(byID.values) + [policy]) }

    /// The book as it would be had this policy been in force from `since` on, in place of all others of its regime; what
    /// was in force before stays so.
    package func trying(_ policy: Policy, since: Timestamp) -> PolicyBook {
        var book = self
        var versions: [Version] = []
        for version in self.versions(policy.regime) where version.policy.effectiveFrom < since {
            versions.append(Version(policy: version.policy, until: version.until.map { min($0, since) } ?? since))
        }
        versions.append(Version(policy: policy.beginning(at: since), until: nil))
        book.byRegime[policy.regime] = versions
        book.byID[policy.id] = policy
        return book
    }

    private static func versions(_ policies: [Policy]) throws(Refusal) -> [Version] {
        // Of two that begin at once, the replacing one comes last: the other's interval is empty.
        let ordered = policies.sorted {
            if $0.effectiveFrom != $1.effectiveFrom { return $0.effectiveFrom < $1.effectiveFrom }
            if ($1.replaces == $0.id) != ($0.replaces == $1.id) { return $1.replaces == $0.id }
            return $0.id < $1.id
        }
        var versions: [Version] = []
        for policy in ordered {
            let successor = ordered.filter { $0.replaces == policy.id && $0.id != policy.id }.map(\.effectiveFrom).min()
            let until = policy.effectiveUntil ?? successor.map { max($0, policy.effectiveFrom) }
            if let last = versions.last, last.until.map({ policy.effectiveFrom < $0 }) ?? true {
                throw Refusal(
                    .policyOverlap, field: "effectiveFrom",
                    facts: [
                        "policy": policy.id.text, "other": last.policy.id.text, "from": policy.effectiveFrom.formatted(),
                        "until": last.until?.formatted() ?? "open",
                    ])
            }
            versions.append(Version(policy: policy, until: until))
        }
        return versions
    }
}

extension Policy {
    /// The same figures, in force from another moment on and without an end: for a trial.
    fileprivate func beginning(at moment: Timestamp) -> Policy {
        Policy(
            id: id, regime: regime, title: title, titleZh: titleZh, effectiveFrom: moment, effectiveUntil: nil, replaces: replaces,
            parameters: parameters, categories: categories, limits: limits, modes: modes, sources: sources, document: document)
    }
}

package import DutyFree
package import Wire

/// What a call asks (一呼一应, domain.md §8).
package enum CallKind: String, CaseIterable, Sendable {
    /// 海关问询: entries, or a statement with files.
    case query
    /// 属地查检: a slot booked online, then a result with its files.
    case inspection
    /// 召回: where every item is and who holds it, and what is with us put aside.
    case recall
    /// 告警: assessed, acted on or dismissed.
    case alarm

    /// Who may open one.
    package var openers: Set<PartyRole> {
        switch self {
        case .query, .inspection: [.customs]
        case .recall: [.customs, .approver, .warehouse]
        case .alarm: [.gate, .customs, .approver, .store, .pickup, .warehouse]
        }
    }

    /// The letter that its names begin with.
    package var letter: String { String(rawValue.prefix(1)).uppercased() }
}

/// How long a kind of call may take, and to whom it goes where no answer comes.
package struct CallRule: Hashable, Sendable {
    package var answerMs: Int64
    /// Inspections: by when the slot is booked.
    package var bookMs: Int64?
    /// Recalls: by when what is with us is put aside.
    package var quarantineMs: Int64?
    /// One after the other.
    package var escalateTo: [PartyRole]
}

/// The deadlines of all kinds: from a policy's `calls`, else those of domain.md §8 [d].
package struct CallRules: Hashable, Sendable {
    private var rules: [CallKind: CallRule]

    private static let hour: Int64 = 3_600_000

    package static let standard = CallRules(rules: [
        .query: CallRule(answerMs: 24 * hour, escalateTo: [.approver, .customs]),
        .inspection: CallRule(answerMs: 72 * hour, bookMs: 24 * hour, escalateTo: [.customs]),
        .recall: CallRule(answerMs: 4 * hour, quarantineMs: 24 * hour, escalateTo: [.approver, .customs]),
        .alarm: CallRule(answerMs: hour / 2, escalateTo: [.approver, .customs]),
    ])

    private init(rules: [CallKind: CallRule]) { self.rules = rules }

    /// From the `calls` of a policy document. What it does not name keeps the standard.
    package init(policy calls: JSONObject) {
        self = .standard
        for kind in CallKind.allCases {
            guard let said = calls[kind.rawValue]?.object else { continue }
            var rule = self[kind]
            func span(_ name: String) -> Int64? {
                if let hours = said[name + "Hours"]?.integer, (1...8_784).contains(hours) { return hours * CallRules.hour }
                if let minutes = said[name + "Minutes"]?.integer, (1...527_040).contains(minutes) { return minutes * 60_000 }
                return nil
            }
            rule.answerMs = span("answer") ?? span("result") ?? rule.answerMs
            if kind == .inspection { rule.bookMs = span("bookWithin") ?? rule.bookMs }
            if kind == .recall { rule.quarantineMs = span("quarantine") ?? rule.quarantineMs }
            if let roles = said["escalateTo"]?.array { rule.escalateTo = roles.compactMap { $0.string.flatMap(PartyRole.init(rawValue:)) } }
            rules[kind] = rule
        }
    }

    package subscript(_ kind: CallKind) -> CallRule { rules[kind] ?? CallRule(answerMs: 24 * CallRules.hour, escalateTo: [.customs]) }
}

package import Wire

/// The name of a policy version, as entries give it: `hn-offshore-2025`.
package struct PolicyID: Hashable, Comparable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Whose rules a policy states. Only offshore duty-free is judged by this ledger; a second regime, zero-tariff goods for
/// residents, exists since 2026-02 (财关税〔2026〕6号), so quotas are kept by regime.
package struct Regime: Hashable, Comparable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
    package static let offshore = Regime("offshore")
}

/// One version of a policy (政策要求参数化): every figure that the rules use, each with its source. Read from its document by
/// `PolicyReader`, never changed; in force in `[effectiveFrom, effectiveUntil)`. A reference, since every movement asks
/// for one.
package final class Policy: Sendable, Hashable {
    package let id: PolicyID
    package let regime: Regime
    package let title: String
    package let titleZh: String?
    package let effectiveFrom: Timestamp
    /// Nil while nobody has said when it ends.
    package let effectiveUntil: Timestamp?
    /// The version that ends where this one begins, where that names no end itself.
    package let replaces: PolicyID?
    package let parameters: PolicyParameters
    package let categories: [PolicyCategory]
    package let limits: [TripLimit]
    package let modes: [PickupMode: ModeRules]
    /// By the key that parameters give.
    package let sources: [String: PolicySource]
    /// The whole document, as an entry records it.
    package let document: JSONObject
    /// Category by code or alias.
    private let categoriesByName: [String: Int]

    init(
        id: PolicyID, regime: Regime, title: String, titleZh: String?, effectiveFrom: Timestamp, effectiveUntil: Timestamp?,
        replaces: PolicyID?, parameters: PolicyParameters, categories: [PolicyCategory], limits: [TripLimit],
        modes: [PickupMode: ModeRules], sources: [String: PolicySource], document: JSONObject
    ) {
        self.id = id
        self.regime = regime
        self.title = title
        self.titleZh = titleZh
        self.effectiveFrom = effectiveFrom
        self.effectiveUntil = effectiveUntil
        self.replaces = replaces
        self.parameters = parameters
        self.categories = categories
        self.limits = limits
        self.modes = modes
        self.sources = sources
        self.document = document
        var byName: [String: Int] = [:]
        for (index, category) in categories.enumerated() {
            for name in [category.code] + category.aliases { byName[name] = index }
        }
        categoriesByName = byName
    }

    /// The category on the list that a product's own word for it means.
    package func category(_ name: String) -> PolicyCategory? { categoriesByName[name].map { categories[$0] } }

    package static func == (left: Policy, right: Policy) -> Bool { left === right || left.document == right.document }
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// One of the categories that may be sold.
package struct PolicyCategory: Hashable, Sendable {
    package let number: Int64
    package let code: String
    package let zh: String
    package let aliases: [String]
    /// From this day on its smallest units bear a trace code; `YYYY-MM-DD`.
    package let traceCodeFrom: String
    /// Whether goods made in China may be sold, too.
    package let domesticAllowed: Bool
    package let confirmed: Bool
}

/// What a limit counts.
package enum LimitUnit: String, CaseIterable, Sendable {
    case piece
    case millilitre = "ml"
}

/// What one trip may take along of some categories, across receipts, stores and modes.
package struct TripLimit: Hashable, Sendable {
    package let id: String
    package let zh: String
    package let categories: [String]
    package let most: Int64
    package let unit: LimitUnit
}

/// Where a figure comes from.
package struct PolicySource: Hashable, Sendable {
    package let title: String
    package let confirmed: Bool
}

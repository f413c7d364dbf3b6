import GS1
package import Wire

/// A fact in terms of ours: `dfl:priceFen` has the name `priceFen`.
package struct LedgerTerm: Sendable {
    package let name: String
    package let value: JSONTree
}

/// The words of our own vocabulary in events: what EPCIS has no field for. The namespace is permanent, because it enters
/// the hashes of events.
package enum LedgerTerms {
    package static let namespace = "https://ns.example.org/dfl/"
    package static let prefix = "dfl"

    static func isTerm(_ local: String) -> Bool {
        terms.contains(String(local.prefix { $0 != "." })) || local.hasPrefix("doc.")
    }

    /// What an object says in terms of ours, beside what it says in other people's.
    static func terms(in tree: JSONTree, _ context: DocumentContext) -> [LedgerTerm] {
        (tree.members ?? []).compactMap { member in
            guard let name = context.expanded(member.name), name.isOfOurNamespace else { return nil }
            return LedgerTerm(name: name.local, value: member.value)
        }
    }

    /// What a movement's event can say in terms of ours beside `movement`: the fields of a movement by their own names.
    private static let terms: Set<String> = [
        "movement", "replaces", "ledger", "by", "to", "person", "trip", "set", "product", "result", "reason", "cause", "pickup",
        "channel", "province", "witness", "note", "lateReason", "lot", "priceFen", "taxedFen", "guaranteeFen", "taxFen", "age",
        "years", "resident", "selfPaid", "departs", "decided", "code", "parent", "with", "expiry",
    ]

    // MARK: Addresses of ours

    private static let trace = namespace + "trace/"
    private static let location = namespace + "location/"
    /// Not `party`: with a code behind it that is an old short name of Digital Link.
    private static let party = namespace + "parties/"
    private static let document = namespace + "document/"

    /// The key of a thing of ours: `/01/…/21/…`, `/00/…`, `/trace/…`; nil for other things.
    package static func itemKey(_ identifier: EventIdentifier) -> String? {
        if let key = identifier.key {
            guard key.ai == "00" || key.ai == "01" && key.qualifierAI == "21" else { return nil }
            return identifier.isPlainLink ? String(Substring(identifier.text.utf8.dropFirst(DigitalLink.canonicalStem.utf8.count))) : key.path
        }
        return identifier.text.hasPrefix(trace) ? "/trace/" + identifier.text.dropFirst(trace.count) : nil
    }

    /// The URI of a thing of ours.
    package static func uri(ofItem key: String) -> String {
        key.hasPrefix("/trace/") ? trace + key.dropFirst("/trace/".count) : "https://id.gs1.org" + key
    }

    /// The path of a place that has no GLN; nil for other places.
    package static func place(_ identifier: EventIdentifier) -> String? {
        identifier.text.hasPrefix(location) ? PercentCoding.text(String(identifier.text.dropFirst(location.count))) : nil
    }

    package static func uri(ofPlace path: String) -> String {
        location + path.split(separator: "/", omittingEmptySubsequences: false).map { PercentCoding.segment(String($0)) }.joined(separator: "/")
    }

    package static func uri(ofParty code: String) -> String { party + PercentCoding.segment(code) }

    package static func uri(ofDocument number: String) -> String { document + PercentCoding.segment(number) }

    /// The number in an address of ours; nil for other ids.
    package static func document(_ id: String) -> String? {
        id.hasPrefix(document) ? PercentCoding.text(String(id.dropFirst(document.count))) : nil
    }
}

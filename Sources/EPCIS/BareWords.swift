package import Wire

/// The words of CBV in an event as the ratified JSON schema wants them. It refuses what CBV 1.x wrote (`urn:epcglobal:cbv:…`) and
/// measurements by their address; both are read, say the same and have the same hash, so they go out bare.
package enum BareWords {
    package static func spelled(_ event: JSONTree) -> JSONTree {
        mapped(event) { name, value in
            switch name {
            case "bizStep": word(value, .bizStep)
            case "disposition": word(value, .disposition)
            case "persistentDisposition": mapped(value) { _, terms in each(terms) { word($0, .disposition) } }
            case "bizTransactionList": each(value) { type(of: $0, .transactionType) }
            case "sourceList", "destinationList": each(value) { type(of: $0, .sourceType) }
            case "errorDeclaration": mapped(value) { $0 == "reason" ? word($1, .errorReason) : $1 }
            case "sensorElementList": each(value) { mapped($0) { $0 == "sensorReport" ? each($1, report) : $1 } }
            default: value
            }
        }
    }

    private static func report(_ value: JSONTree) -> JSONTree {
        mapped(value) { name, value in
            switch name {
            case "type": word(value, .measurement)
            case "exception": word(value, .alert)
            case "component": word(value, .component)
            default: value
            }
        }
    }

    private static func type(of value: JSONTree, _ vocabulary: Vocabulary) -> JSONTree {
        mapped(value) { $0 == "type" ? word($1, vocabulary) : $1 }
    }

    private static func word(_ value: JSONTree, _ vocabulary: Vocabulary) -> JSONTree {
        guard let text = value.string, refused.contains(where: text.hasPrefix), let word = Term(text, vocabulary, DocumentContext())?.word else {
            return value
        }
        return .string(word)
    }

    private static let refused = ["urn:epcglobal:cbv:", "https://gs1.org/voc/"]

    private static func mapped(_ value: JSONTree, _ change: (String, JSONTree) -> JSONTree) -> JSONTree {
        guard let members = value.members else { return value }
        return .object(members.map { JSONTree.Member($0.name, change($0.name, $0.value)) })
    }

    private static func each(_ value: JSONTree, _ change: (JSONTree) -> JSONTree) -> JSONTree {
        value.array.map { .array($0.map(change)) } ?? value
    }
}

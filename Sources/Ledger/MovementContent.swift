import Cryptography
package import DutyFree
import Wire

/// What a movement says, apart from where the ledger puts it: the basis of idempotency (docs/format.md, Idempotency).
/// Items stand under their keys for life, so that a label changed in between makes no second event.
package enum MovementContent {
    /// Appends canonical JSON of `{by, data?, docs?, items?, kind, occurred, person?, ref?, to?, type}`.
    package static func append(_ movement: Movement, items: [ItemKey], to bytes: inout [UInt8]) {
        CanonicalJSON.appendLiteral("{\"by\":", into: &bytes)
        CanonicalJSON.appendString(movement.by.text, into: &bytes)
        if !movement.data.isEmpty {
            CanonicalJSON.appendLiteral(",\"data\":", into: &bytes)
            CanonicalJSON.write(.object(movement.data), into: &bytes)
        }
        if !movement.documents.isEmpty {
            CanonicalJSON.appendLiteral(",\"docs\":", into: &bytes)
            Entry.append(movement.documents, to: &bytes)
        }
        if !items.isEmpty {
            var separator: StaticString = ",\"items\":["
            for item in items {
                CanonicalJSON.appendLiteral(separator, into: &bytes)
                CanonicalJSON.appendString(item.text, into: &bytes)
                separator = ","
            }
            CanonicalJSON.appendLiteral("]", into: &bytes)
        }
        CanonicalJSON.appendLiteral(",\"kind\":\"movement\",\"occurred\":\"", into: &bytes)
        movement.occurred.append(to: &bytes)
        CanonicalJSON.appendLiteral("\"", into: &bytes)
        if let person = movement.person {
            CanonicalJSON.appendLiteral(",\"person\":", into: &bytes)
            CanonicalJSON.appendString(person.text, into: &bytes)
        }
        if let reference = movement.reference {
            CanonicalJSON.appendLiteral(",\"ref\":", into: &bytes)
            CanonicalJSON.appendInteger(Int64(clamping: reference), into: &bytes)
        }
        if let to = movement.to {
            CanonicalJSON.appendLiteral(",\"to\":", into: &bytes)
            CanonicalJSON.appendString(to.text, into: &bytes)
        }
        CanonicalJSON.appendLiteral(",\"type\":\"", into: &bytes)
        bytes.append(contentsOf: movement.type.rawValue.utf8)
        CanonicalJSON.appendLiteral("\"}", into: &bytes)
    }

    /// Prefixes of ids that the ledger makes itself; a source may not use them.
    package static let derivedPrefix = "sha256:"
    package static let filePrefix = "file:"
}

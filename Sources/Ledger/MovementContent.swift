import Cryptography
package import DutyFree
package import Wire

/// What a movement says, apart from where the ledger puts it: the basis of idempotency (docs/format.md, Idempotency).
/// Items stand under their keys for life, so that a label changed in between makes no second event.
package enum MovementContent {
    /// Appends canonical JSON of `{by, data?, docs?, items?, kind, occurred, person?, ref?, to?, type}`.
    package static func append(_ movement: Movement, items: [ItemKey], to bytes: inout ByteWriter) {
        bytes.literal("{\"by\":")
        bytes.string(movement.by.text)
        if !movement.data.isEmpty {
            bytes.literal(",\"data\":")
            bytes.object(movement.data)
        }
        if !movement.documents.isEmpty {
            bytes.literal(",\"docs\":")
            Entry.append(movement.documents, to: &bytes)
        }
        if !items.isEmpty {
            var separator: StaticString = ",\"items\":["
            for item in items {
                bytes.literal(separator)
                bytes.string(item.text)
                separator = ","
            }
            bytes.literal("]")
        }
        bytes.literal(",\"kind\":\"movement\",\"occurred\":\"")
        bytes.timestamp(movement.occurred)
        bytes.literal("\"")
        if let person = movement.person {
            bytes.literal(",\"person\":")
            bytes.string(person.text)
        }
        if let reference = movement.reference {
            bytes.literal(",\"ref\":")
            bytes.integer(Int64(clamping: reference))
        }
        if let to = movement.to {
            bytes.literal(",\"to\":")
            bytes.string(to.text)
        }
        bytes.literal(",\"type\":\"")
        bytes.word(movement.type.rawValue)
        bytes.literal("\"}")
    }

    /// Prefixes of ids that the ledger makes itself; a source may not use them.
    package static let derivedPrefix = "sha256:"
    package static let filePrefix = "file:"

    /// Whether the ledger makes such an id itself: whoever could name a movement so would have the ledger believe that an alert,
    /// a call or a count's step is recorded already. Adjustments of a count, `count:{name}:{item}`, are movements.
    package static func isReserved(_ event: String) -> Bool {
        if event.hasPrefix("count:") { return !event.contains(":/") }
        return [derivedPrefix, filePrefix, "alert:", "call:", "epcis:"].contains { event.hasPrefix($0) }
    }
}

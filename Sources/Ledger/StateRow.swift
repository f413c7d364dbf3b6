import Cryptography
package import DutyFree
package import GS1
package import TransparencyLog
package import Wire

/// An item as a state commitment has it (docs/proofs.md).
package struct StateRow: Hashable, Sendable {
    package var item: ItemKey
    /// Of its last entry, as are `n`, `seq` and `state`.
    package var hash: EntryHash
    package var n: UInt64
    package var seq: SequenceNumber
    package var state: ItemState
    /// Where it is; nil where it is at no place of ours.
    package var location: LocationPath?
    package var product: GTIN?

    /// Canonical JSON: what is hashed into the tree.
    package func append(to bytes: inout ByteWriter) {
        bytes.literal("{\"hash\":\"")
        bytes.hex(hash)
        bytes.literal("\",\"item\":")
        bytes.string(item.text)
        if let location {
            bytes.literal(",\"location\":")
            bytes.string(location.text)
        }
        bytes.literal(",\"n\":")
        bytes.integer(Int64(clamping: n))
        if let product {
            bytes.literal(",\"product\":\"")
            bytes.word(product.digits14)
            bytes.literal("\"")
        }
        bytes.literal(",\"seq\":")
        bytes.integer(Int64(clamping: seq))
        bytes.literal(",\"state\":\"")
        bytes.word(state.rawValue)
        bytes.literal("\"}")
    }

    package var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        append(to: &writer)
        return Array(writer.bytes)
    }
}

/// How many items of a product are in a state at a place, and what they are worth at the product's price of that day.
package struct StockRow: Hashable, Sendable {
    package var location: LocationPath?
    package var product: GTIN
    package var state: ItemState
    package var items: Int64
    package var valueFen: Int64

    package var data: JSONObject {
        var data: JSONObject = [
            "items": .integer(items), "product": .string(product.digits14), "state": .string(state.rawValue), "valueFen": .integer(valueFen),
        ]
        data["location"] = location.map { .string($0.text) }
        return data
    }

    package var bytes: [UInt8] { CanonicalJSON.encode(data) }

    package var leaf: SumNode {
        SumNode(hash: SHA256.leaf(bytes), items: UInt64(clamping: items), valueFen: UInt64(clamping: valueFen))
    }

    /// Nil for what is no such row.
    package init?(data: JSONObject) {
        guard let items = data["items"]?.integer, let product = data["product"]?.string.flatMap({ GTIN(digits14: $0) }),
            let state = data["state"]?.string.flatMap(ItemState.init(rawValue:)), let value = data["valueFen"]?.integer, items >= 0, value >= 0
        else { return nil }
        let location = data["location"]
        guard location == nil || location?.string?.isEmpty == false else { return nil }
        self.init(location: location?.string.map { LocationPath($0) }, product: product, state: state, items: items, valueFen: value)
    }

    package init(location: LocationPath?, product: GTIN, state: ItemState, items: Int64, valueFen: Int64) {
        self.location = location
        self.product = product
        self.state = state
        self.items = items
        self.valueFen = valueFen
    }

    /// By location, with `/` as byte 0 (a place and all below it lie side by side), then product, then state.
    package func precedes(_ other: StockRow) -> Bool {
        if location != other.location { return place.lexicographicallyPrecedes(other.place) }
        return (product.digits14, state.rawValue) < (other.product.digits14, other.state.rawValue)
    }

    private var place: [UInt8] { (location?.text ?? "").utf8.map { $0 == 0x2F ? 0 : $0 } }
}

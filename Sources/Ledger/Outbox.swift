import Cryptography
package import DutyFree
import Supervision
import Wire

/// One notice to linked parties (监管联动): an entry that concerns more than one house, as one JSON object. The same entry
/// gives the same bytes under the same id, however often it is made.
package struct OutboxMessage: Sendable {
    package let seq: SequenceNumber
    /// `origin/seq`, and `/party` where it is for one: what a receiver knows it by.
    package let id: String
    /// Canonical JSON.
    package let body: [UInt8]
}

package enum Outbox {
    /// Visits the notices of the entries from `first` on, oldest first, until `visit` answers false; answers the position up
    /// to which it looked. With a party, those that concern it: whom a call asks, who asked, to whose role it went up, and customs.
    package static func messages(
        _ reader: any LedgerReader, from first: SequenceNumber, for party: Party? = nil, _ visit: (OutboxMessage) throws -> Bool
    ) throws -> SequenceNumber {
        let genesis = try Genesis.read(reader)
        let size = try reader.size()
        guard first < size else { return size }
        var next = size
        try reader.scan(first..<size) { seq, body in
            let bytes = Array(body)
            guard Outbox.kinds.contains(where: { EntryScan.contains($0, in: bytes) }) else { return true }
            let entry = try Entry(bytes)
            let call = try Outbox.call(of: entry, reader)
            if let party, !concerns(party, entry, call) { return true }
            let message = OutboxMessage(
                seq: seq, id: "\(genesis.origin)/\(seq)" + (party.map { "/" + $0.code.text } ?? ""),
                body: CanonicalJSON.encode(object(entry, SHA256.leaf(bytes), call, genesis)))
            guard try visit(message) else {
                next = seq
                return false
            }
            return true
        }
        return next
    }

    private static let kinds = ["call", "answer", "alert"].map { Array("\"kind\":\"\($0)\"".utf8) }

    /// What opening the call said, which an answer leaves out.
    private static func call(of entry: Entry, _ reader: any LedgerReader) throws -> Entry? {
        if entry.kind == .call { return entry }
        return try entry.reference.flatMap { try reader.body(at: $0) }.map { try Entry($0) }
    }

    private static func concerns(_ party: Party, _ entry: Entry, _ call: Entry?) -> Bool {
        if party.roles.contains(.customs) || call?.by == party.code || entry.by == party.code { return true }
        if (call?.data["to"]?.array ?? []).contains(.string(party.code.text)) { return true }
        return entry.data["role"]?.string.flatMap(PartyRole.init(rawValue:)).map(party.roles.contains) ?? false
    }

    private static func object(_ entry: Entry, _ hash: EntryHash, _ call: Entry?, _ genesis: Genesis) -> JSONObject {
        var object: JSONObject = [
            "v": 1, "origin": .string(genesis.origin), "enterprise": .string(genesis.enterprise), "seq": .integer(Int64(clamping: entry.seq)),
            "hash": .string(hash.hex), "kind": .string(entry.kind.rawValue), "at": .string(entry.at.formatted()), "data": .object(entry.data),
        ]
        object["type"] = entry.type.map { .string($0) }
        object["by"] = entry.by.map { .string($0.text) }
        if entry.kind != .call, let call {
            object["to"] = call.data["to"]
            object["text"] = call.data["text"]
        }
        return object
    }
}

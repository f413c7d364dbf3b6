import Cryptography
package import DutyFree
package import GS1
package import Ledger
package import TransparencyLog
import Wire

/// Why a proof cannot be made of this ledger.
package enum ProofMakerFault: Error, Hashable, Sendable {
    case unknownItem(ItemKey)
    case noEntry(SequenceNumber)
    /// No state commitment stands at or before what was asked for.
    case notClosed
    /// The item is there: its absence cannot be proven.
    case isThere(ItemKey)
    /// The item has moved on since the day was closed; the entry is its last.
    case movedSince(ItemKey, SequenceNumber)
    /// Only an exact place has products.
    case placeNeeded
    case noCheckpoint
    /// The other checkpoint is of more entries than there are.
    case longer(UInt64)
    case damaged(ProofError)
}

/// Makes proofs from a ledger. Entry and item: O(log n) reads. State, absence and stock make the trees of the commitment again: one
/// pass over the items.
package struct ProofMaker {
    private let reader: any LedgerReader
    private let row: CheckpointRow
    private let tiles: TileReader

    /// Under the last checkpoint, or the first that covers `asOf`.
    package init(_ reader: any LedgerReader, asOf: SequenceNumber? = nil) throws {
        self.reader = reader
        var found = try reader.lastCheckpoint().map { CheckpointRow(n: 0, size: $0.size, note: $0.note) }
        if let asOf {
            found = nil
            try reader.checkpoints { row in
                guard row.size > asOf else { return true }
                found = row
                return false
            }
        }
        guard var found else { throw ProofMakerFault.noCheckpoint }
        found.note = try reader.cosigned(found.note, size: found.size)
        row = found
        tiles = ProofMaker.tiles(reader, size: found.size)
    }

    private static func tiles(_ reader: any LedgerReader, size: UInt64) -> TileReader {
        TileReader(size: size) { tile throws(ProofError) in
            guard let bytes = try? reader.tile(level: tile.level, index: tile.index), bytes.count >= 32 * tile.width else { throw .missingHash }
            return Array(bytes[..<(32 * tile.width)])
        }
    }

    private func file(_ header: JSONObject, _ documents: [[UInt8]], index: SequenceNumber) throws -> ProofFile {
        var header = header
        header["v"] = 1
        let hashes: [Digest32]
        do throws(ProofError) { hashes = try InclusionProof.make(index: index, size: row.size, tiles.hash) } catch { throw ProofMakerFault.damaged(error) }
        return ProofFile(header: header, documents: documents, index: index, hashes: hashes, checkpoint: row.note)
    }

    private func body(_ seq: SequenceNumber) throws -> [UInt8] {
        guard seq < row.size, let body = try reader.body(at: seq) else { throw ProofMakerFault.noEntry(seq) }
        return body
    }

    package func entry(_ seq: SequenceNumber) throws -> ProofFile { try file(["proof": "entry"], [body(seq)], index: seq) }

    /// The item's whole life, under one inclusion proof of its last entry.
    package func item(_ code: ItemKey) throws -> ProofFile {
        guard let key = try reader.identity(of: code) else { throw ProofMakerFault.unknownItem(code) }
        let chain = try reader.chain(of: key, size: row.size)
        guard let last = chain.last else { throw ProofMakerFault.unknownItem(code) }
        return try file(["proof": "item", "item": .string(key.text)], chain.map(\.body), index: last.entry.seq)
    }

    // MARK: From a state commitment

    private struct Close {
        let commitment: StateCommitment
        let body: [UInt8]
        let state: LedgerState
    }

    /// The last at or before the checkpoint.
    private func close() throws -> Close {
        let rows = try reader.masters(.close).filter { $0.seq < row.size }
        guard let last = rows.max(by: { $0.seq < $1.seq }), let commitment = StateCommitment(data: last.data) else { throw ProofMakerFault.notClosed }
        return Close(commitment: commitment, body: try body(last.seq), state: try LedgerState(reader, size: commitment.size))
    }

    private func path(_ close: Close, _ index: Int) throws -> JSONValue {
        do throws(ProofError) { return .array(try close.state.path(of: index).map { .string(Base64.encode($0.bytes)) }) } catch {
            throw ProofMakerFault.damaged(error)
        }
    }

    private func row(of key: String, _ close: Close) throws -> [UInt8] {
        let key = ItemKey(trusted: key)
        guard let head = try reader.head(of: key), let row = try StateRow(head, asOf: close.commitment.size, reader) else {
            throw ProofMakerFault.unknownItem(key)
        }
        return row.bytes
    }

    /// That this was the item's latest state when the day was closed.
    package func state(_ code: ItemKey) throws -> ProofFile {
        guard let key = try reader.identity(of: code) else { throw ProofMakerFault.unknownItem(code) }
        let close = try close()
        let place = close.state.index(of: key)
        guard place.isThere else { throw ProofMakerFault.unknownItem(code) }
        let chain = try reader.chain(of: key, size: close.commitment.size)
        return try file(
            [
                "proof": "state", "item": .string(key.text), "index": .integer(Int64(place.index)),
                "count": .integer(Int64(close.state.items.count)), "path": path(close, place.index),
            ], chain.map(\.body) + [row(of: key.text, close), close.body], index: close.commitment.size)
    }

    /// That no item has this key, as of the close.
    package func absent(_ key: ItemKey) throws -> ProofFile {
        let close = try close()
        let place = close.state.index(of: key)
        guard !place.isThere else { throw ProofMakerFault.isThere(key) }
        let neighbours = [place.index - 1, place.index].filter { close.state.items.indices.contains($0) }
        return try file(
            [
                "proof": "absent", "item": .string(key.text), "index": .integer(Int64(place.index)),
                "count": .integer(Int64(close.state.items.count)), "paths": .array(neighbours.map { try path(close, $0) }),
            ], neighbours.map { try row(of: close.state.items[$0].key, close) } + [close.body], index: close.commitment.size)
    }

    /// That a total is complete: all of the ledger, a place and all below it, or a product (in a state) at exactly one place, "" being
    /// no place of ours.
    package func stock(location: String?, product: GTIN?, state: ItemState?) throws -> ProofFile {
        guard product == nil || location != nil, state == nil || product != nil else { throw ProofMakerFault.placeNeeded }
        let close = try close()
        let asked = StockQuestion(location: location, product: product, state: state)
        let rows = close.state.stock
        let first = rows.firstIndex { asked.side(of: $0) >= 0 } ?? rows.count
        let end = rows[first...].firstIndex { asked.side(of: $0) > 0 } ?? rows.count
        let range = UInt64(first)..<UInt64(end)
        let shown = SumTree.edges(of: range, rows: UInt64(rows.count)).sorted()
        let nodes: [SumNode]
        do throws(ProofError) { nodes = try SumTree.prove(rows.map(\.leaf), shown: Set(shown)) } catch { throw ProofMakerFault.damaged(error) }
        var header = asked.header
        header["proof"] = "stock"
        header["rows"] = .integer(Int64(rows.count))
        header["first"] = .integer(Int64(first))
        header["end"] = .integer(Int64(end))
        header["shown"] = .array(shown.map { .integer(Int64($0)) })
        header["nodes"] = .array(
            nodes.map { .array([.string(Base64.encode($0.hash.bytes)), .integer(Int64(clamping: $0.items)), .integer(Int64(clamping: $0.valueFen))]) })
        return try file(header, shown.map { rows[Int($0)].bytes } + [close.body], index: close.commitment.size)
    }

    // MARK: Between checkpoints

    /// That this checkpoint holds all of an older one.
    package func extending(_ older: String) throws -> ExtensionProof {
        guard let old = try? Checkpoint(note: older) else { throw ProofMakerFault.noCheckpoint }
        guard old.size <= row.size else { throw ProofMakerFault.longer(old.size) }
        let hashes: [Digest32]
        do throws(ProofError) { hashes = try ConsistencyProof.make(from: old.size, to: row.size, tiles.hash) } catch { throw ProofMakerFault.damaged(error) }
        return ExtensionProof(older: older, newer: row.note, hashes: hashes)
    }
}

/// Which totals are asked for, and on which side of them a row lies.
package struct StockQuestion: Hashable, Sendable {
    /// Nil: everything; "": no place of ours.
    package var location: String?
    package var product: GTIN?
    package var state: ItemState?

    package init(location: String?, product: GTIN?, state: ItemState?) {
        self.location = location
        self.product = product
        self.state = state
    }

    var header: JSONObject {
        var header = JSONObject()
        header["location"] = location.map { .string($0) }
        header["product"] = product.map { .string($0.digits14) }
        header["state"] = state.map { .string($0.rawValue) }
        return header
    }

    init(header: JSONObject) throws(ProofFault) {
        location = header["location"]?.string
        product = header["product"]?.string.flatMap { GTIN(digits14: $0) }
        state = header["state"]?.string.flatMap(ItemState.init(rawValue:))
        for (name, isRead) in [("location", location != nil), ("product", product != nil), ("state", state != nil)] where !isRead && header[name] != nil {
            throw .notAProof("header")
        }
        guard product == nil || location != nil, state == nil || product != nil else { throw .notAProof("header") }
    }

    /// −1 before, 0 among, 1 behind what is asked for, in the order of the tree.
    func side(of row: StockRow) -> Int {
        guard let location else { return 0 }
        let place = row.location?.text ?? ""
        if product == nil, !location.isEmpty, let own = row.location, LocationPath(location).contains(own) { return 0 }
        if place != location {
            func key(_ text: String) -> [UInt8] { text.utf8.map { $0 == 0x2F ? 0 : $0 } }
            return key(place).lexicographicallyPrecedes(key(location)) ? -1 : 1
        }
        guard let product else { return 0 }
        if row.product != product { return row.product.digits14 < product.digits14 ? -1 : 1 }
        guard let state, row.state != state else { return 0 }
        return row.state.rawValue < state.rawValue ? -1 : 1
    }
}

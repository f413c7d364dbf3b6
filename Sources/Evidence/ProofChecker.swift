import Cryptography
package import DutyFree
import GS1
package import Ledger
package import TransparencyLog
package import Wire

/// What a proof shows once it has been checked.
package enum Proven: Hashable, Sendable {
    case entry(Entry)
    /// The item's entries, oldest first.
    case item(ItemKey, [Entry])
    /// The same, and that the last of them was the latest when the state was committed to.
    case state(ItemKey, [Entry], StateCommitment)
    case absent(ItemKey, StateCommitment)
    case stock(StockQuestion, items: UInt64, valueFen: UInt64, StateCommitment)
    case extends(older: Checkpoint)
}

package struct CheckedProof: Hashable, Sendable {
    package var proven: Proven
    package var checkpoint: Checkpoint
    /// How many witnesses that are trusted cosigned it.
    package var cosigners: Int
    /// When the state commitment that it rests on was recorded.
    package var closedAt: Timestamp?
}

/// Checks proof files with keys and nothing else (docs/proofs.md).
package struct ProofChecker {
    /// Keys of the log whose proof it is; more than one after a rotation.
    package let keys: [VerifierKey]
    package let witnesses: [VerifierKey]
    package let quorum: Int

    package init(keys: [VerifierKey], witnesses: [VerifierKey] = [], quorum: Int = 0) {
        self.keys = keys
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// A file's bytes, in whichever form. Throws what is wrong with it.
    package func check(_ bytes: [UInt8]) throws(ProofFault) -> CheckedProof {
        if ProofFile.isCompact(bytes) { return try check(ProofFile(compact: bytes)) }
        guard UTF8Validation.firstInvalid(in: bytes) == nil else { throw .notAProof("UTF-8") }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix(ExtensionProof.header + "\n") { return try check(ExtensionProof(text: text)) }
        return try check(ProofFile(text: text))
    }

    private func verified(_ note: String) throws(ProofFault) -> CosignedCheckpoint {
        // Of the keys of several ledgers one will do; what is wrong under the others is no matter.
        var last = ProofFault.note(.noKnownKey)
        for key in keys {
            do {
                let cosigned = try CosignedCheckpoint(note: Array(note.utf8), origin: key.name, keys: keys.filter { $0.name == key.name } + witnesses)
                guard cosigned.cosigners.count >= quorum else { throw ProofFault.tooFewCosigners(cosigned.cosigners.count) }
                return cosigned
            } catch let fault as ProofFault { throw fault } catch let fault as NoteError { last = .note(fault) } catch let fault as CheckpointError {
                last = .checkpoint(fault)
            } catch {}
        }
        throw last
    }

    private func check(_ proof: ExtensionProof) throws(ProofFault) -> CheckedProof {
        let newer = try verified(proof.newer)
        let older = try ProofChecker(keys: keys).verified(proof.older).checkpoint
        guard older.origin == newer.checkpoint.origin else { throw .checkpoint(.otherOrigin) }
        do throws(ProofError) {
            try ConsistencyProof.verify(
                old: older.size, oldRoot: older.root, new: newer.checkpoint.size, newRoot: newer.checkpoint.root, proof: proof.hashes)
        } catch { throw .hashes(error) }
        return CheckedProof(proven: .extends(older: older), checkpoint: newer.checkpoint, cosigners: newer.cosigners.count)
    }

    private func check(_ proof: ProofFile) throws(ProofFault) -> CheckedProof {
        // One spelling for each document, so that no two readers can take it differently.
        guard proof.documents.allSatisfy({ CanonicalJSON.isCanonical($0) }) else { throw .document("a document is not in canonical JSON") }
        let cosigned = try verified(proof.checkpoint)
        guard let leaf = proof.documents.last else { throw .notAProof("documents") }
        do throws(ProofError) {
            try InclusionProof.verify(
                leaf: MerkleHash.leaf(leaf), index: proof.index, size: cosigned.checkpoint.size, proof: proof.hashes, root: cosigned.checkpoint.root)
        } catch { throw .hashes(error) }
        let last = try ProofChecker.entry(leaf)
        guard last.seq == proof.index else { throw .document("the entry says position \(last.seq), the proof \(proof.index)") }
        let (proven, rests) = try prove(proof, last)
        return CheckedProof(proven: proven, checkpoint: cosigned.checkpoint, cosigners: cosigned.cosigners.count, closedAt: rests ? last.at : nil)
    }

    /// What the documents show, the last of them being in the log. `rests`: it is a state commitment.
    private func prove(_ proof: ProofFile, _ last: Entry) throws(ProofFault) -> (Proven, rests: Bool) {
        let header = proof.header
        guard header["v"] == .integer(1), let kind = header["proof"]?.string else { throw .notAProof("header") }
        func only(_ names: String...) throws(ProofFault) {
            guard Set(header.members.map(\.name)).isSubset(of: names + ["proof", "v"]) else { throw .notAProof("header") }
        }
        func item() throws(ProofFault) -> ItemKey {
            guard let text = header["item"]?.string, let key = try? ItemKey(text), key.text == text else { throw .notAProof("item") }
            return key
        }
        switch kind {
        case "entry":
            try only()
            guard proof.documents.count == 1 else { throw .notAProof("documents") }
            return (.entry(last), false)
        case "item":
            try only("item")
            let key = try item()
            return (.item(key, try ProofChecker.chain(proof.documents[...], of: key)), false)
        case "state":
            try only("item", "index", "count", "path")
            return (try state(proof, item(), ProofChecker.commitment(last)), true)
        case "absent":
            try only("item", "index", "count", "paths")
            return (try absent(proof, item(), ProofChecker.commitment(last)), true)
        case "stock":
            try only("location", "product", "state", "rows", "first", "end", "shown", "nodes")
            return (try stock(proof, ProofChecker.commitment(last)), true)
        default: throw .notAProof("proof")
        }
    }

    // MARK: Documents

    private static func entry(_ bytes: [UInt8]) throws(ProofFault) -> Entry {
        do { return try Entry(bytes) } catch { throw .document("not an entry: \(error)") }
    }

    private static func commitment(_ entry: Entry) throws(ProofFault) -> StateCommitment {
        guard entry.kind == .close, let commitment = StateCommitment(data: entry.data), commitment.size == entry.seq else {
            throw .document("entry \(entry.seq) commits to no state")
        }
        return commitment
    }

    /// All entries of an item from its first, each naming the hash of the one before.
    private static func chain(_ documents: ArraySlice<[UInt8]>, of key: ItemKey) throws(ProofFault) -> [Entry] {
        guard !documents.isEmpty else { throw .notAProof("documents") }
        var entries: [Entry] = []
        var before: (seq: SequenceNumber, hash: EntryHash)?
        for document in documents {
            let entry = try entry(document)
            guard let link = entry.link, link.item == key, link.n == UInt64(entries.count) else {
                throw .document("entry \(entry.seq) is not number \(entries.count) of the item")
            }
            guard link.previous?.seq == before?.seq, link.previous?.hash == before?.hash else {
                throw .document("entry \(entry.seq) does not follow the one before it in the item's chain")
            }
            entries.append(entry)
            before = (entry.seq, MerkleHash.leaf(document))
        }
        return entries
    }

    // MARK: State

    private static func number(_ value: JSONValue?) throws(ProofFault) -> UInt64 {
        guard let number = value?.integer, number >= 0 else { throw .notAProof("header") }
        return UInt64(number)
    }

    private static func path(_ value: JSONValue?) throws(ProofFault) -> [Digest32] {
        guard let texts = value?.array, texts.count <= 63 else { throw .notAProof("path") }
        var path: [Digest32] = []
        for text in texts {
            guard let hash = text.string.flatMap(Base64.decode).flatMap({ Digest32($0) }) else { throw .notAProof("path") }
            path.append(hash)
        }
        return path
    }

    private static func include(_ row: [UInt8], at index: UInt64, path: [Digest32], _ commitment: StateCommitment) throws(ProofFault) {
        do throws(ProofError) {
            try InclusionProof.verify(leaf: MerkleHash.leaf(row), index: index, size: commitment.itemCount, proof: path, root: commitment.itemsRoot)
        } catch { throw .hashes(error) }
    }

    private static func object(_ row: [UInt8]) throws(ProofFault) -> JSONObject {
        guard let object = (try? JSONParser.parse(row))?.object else { throw .document("a row is no JSON object") }
        return object
    }

    private func requireCount(_ header: JSONObject, _ commitment: StateCommitment) throws(ProofFault) {
        guard try ProofChecker.number(header["count"]) == commitment.itemCount else { throw .document("the number of items is not the commitment's") }
    }

    private func state(_ proof: ProofFile, _ key: ItemKey, _ commitment: StateCommitment) throws(ProofFault) -> Proven {
        try requireCount(proof.header, commitment)
        guard proof.documents.count >= 3 else { throw .notAProof("documents") }
        let entries = try ProofChecker.chain(proof.documents.dropLast(2), of: key)
        let row = proof.documents[proof.documents.count - 2]
        try ProofChecker.include(row, at: ProofChecker.number(proof.header["index"]), path: ProofChecker.path(proof.header["path"]), commitment)
        let object = try ProofChecker.object(row)
        guard let last = entries.last, let link = last.link, object["item"]?.string == key.text,
            object["hash"]?.string == MerkleHash.leaf(proof.documents[proof.documents.count - 3]).hex,
            object["seq"] == .integer(Int64(clamping: last.seq)), object["n"] == .integer(Int64(clamping: link.n)),
            object["state"]?.string == link.state.rawValue
        else { throw .document("the row is not of the item's last entry") }
        return .state(key, entries, commitment)
    }

    private func absent(_ proof: ProofFile, _ key: ItemKey, _ commitment: StateCommitment) throws(ProofFault) -> Proven {
        try requireCount(proof.header, commitment)
        let index = try ProofChecker.number(proof.header["index"])
        guard index <= commitment.itemCount, let paths = proof.header["paths"]?.array else { throw .notAProof("header") }
        let neighbours = (index > 0 ? [index - 1] : []) + (index < commitment.itemCount ? [index] : [])
        guard paths.count == neighbours.count, proof.documents.count == neighbours.count + 1 else { throw .notAProof("documents") }
        if commitment.itemCount == 0, commitment.itemsRoot != MerkleHash.empty { throw .hashes(.wrongRoot) }
        for (place, neighbour) in neighbours.enumerated() {
            let row = proof.documents[place]
            try ProofChecker.include(row, at: neighbour, path: ProofChecker.path(paths[place]), commitment)
            guard let name = try ProofChecker.object(row)["item"]?.string else { throw .document("a row names no item") }
            let isBefore = name.utf8.lexicographicallyPrecedes(key.text.utf8)
            guard name != key.text, isBefore == (neighbour < index) else { throw .document("\(name) does not stand beside \(key.text)") }
        }
        return .absent(key, commitment)
    }

    private func stock(_ proof: ProofFile, _ commitment: StateCommitment) throws(ProofFault) -> Proven {
        let header = proof.header
        let asked = try StockQuestion(header: header)
        let (rows, first, end) = (try ProofChecker.number(header["rows"]), try ProofChecker.number(header["first"]), try ProofChecker.number(header["end"]))
        guard rows == commitment.stockRows, first <= end, end <= rows else { throw .document("the number of rows is not the commitment's") }
        guard let indices = header["shown"]?.array, proof.documents.count == indices.count + 1, let listed = header["nodes"]?.array, listed.count <= 100_000
        else {
            throw .notAProof("documents")
        }
        if asked.location == nil, first != 0 || end != rows { throw .document("the range is not all of the ledger") }
        var shown: [(index: UInt64, leaf: SumNode)] = []
        for (place, value) in indices.enumerated() {
            let index = try ProofChecker.number(value)
            guard let row = StockRow(data: try ProofChecker.object(proof.documents[place])) else { throw .document("a row of stock is none") }
            let side = index < first ? -1 : index < end ? 0 : 1
            guard asked.side(of: row) == side else { throw .document("row \(index) is on the wrong side of what was asked for") }
            let leaf = SumNode(hash: MerkleHash.leaf(proof.documents[place]), items: UInt64(row.items), valueFen: UInt64(row.valueFen))
            shown.append((index, leaf))
        }
        var nodes: [SumNode] = []
        for value in listed {
            guard let parts = value.array, parts.count == 3, let hash = parts[0].string.flatMap(Base64.decode).flatMap({ Digest32($0) }) else {
                throw .notAProof("nodes")
            }
            nodes.append(SumNode(hash: hash, items: try ProofChecker.number(parts[1]), valueFen: try ProofChecker.number(parts[2])))
        }
        do throws(ProofError) {
            let total = try SumTree.verify(rows: rows, range: first..<end, shown: shown, nodes: nodes, root: commitment.stock)
            return .stock(asked, items: total.items, valueFen: total.valueFen, commitment)
        } catch { throw .hashes(error) }
    }
}

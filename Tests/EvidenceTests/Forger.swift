import Cryptography
import Evidence
import Support
import TransparencyLog
import Wire

/// Whoever holds a ledger's key and signs what suits him: proofs of documents that no honest ledger writes, in a log of a few
/// entries, with every hash and signature right. What is left for a checker to refuse is what the documents say.
struct Forger {
    let signer: NoteSigner
    static let name = "forger.example/ledger"

    init() throws { signer = try NoteSigner(name: Forger.name, key: SigningKey.generate()) }

    /// The documents, the last of them entry 2 of a log of five.
    func proof(_ header: JSONObject, _ documents: [[UInt8]], version: JSONValue = 1, origin: String = Forger.name)
        throws -> ProofFile
    {
        var leaves = (0..<5).map { MerkleHash.leaf([UInt8($0)]) }
        leaves[2] = MerkleHash.leaf(documents.last ?? [])
        let subtree: SubtreeHash = { (height, index) throws(ProofError) in
            MerkleHash.root(ofPerfect: Array(leaves[Int(index) << height..<(Int(index) + 1) << height]))
        }
        var tree = CompactTree()
        for leaf in leaves { tree.append(leaf) }
        let note = try signer.sign(Checkpoint(origin: origin, size: 5, root: tree.root).text)
        var header = header
        header["v"] = version
        return ProofFile(
            header: header, documents: documents, index: 2, hashes: try InclusionProof.make(index: 2, size: 5, subtree),
            checkpoint: note)
    }

    // MARK: Documents

    static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func entry(seq: Int = 2, _ more: String = "") -> [UInt8] {
        text(#"{"at":"2026-01-01T00:00:00.000Z","kind":"movement"\#(more),"seq":\#(seq),"v":1}"#)
    }

    /// An entry of an item.
    static func link(_ seq: Int, n: Int, item: String, after: (seq: Int, body: [UInt8])? = nil) -> [UInt8] {
        let back = after.map { ($0.seq, MerkleHash.leaf($0.body).hex) }
        return text(
            #"{"at":"2026-01-01T00:00:00.000Z"\#(back.map { ",\"back\":\($0.0)" } ?? ""),"item":"\#(item)""#
                + (back.map { ",\"itemPrev\":\"\($0.1)\"" } ?? "")
                + #","kind":"movement","n":\#(n),"seq":\#(seq),"state":"bonded","v":1}"#)
    }

    static func close(
        items: [[UInt8]] = [], itemsRoot: Digest32? = nil, count: Int? = nil, rows: String = "0",
        stock: (hash: Digest32, items: String, value: String)? = nil, size: Int = 2
    ) -> [UInt8] {
        var tree = CompactTree()
        for row in items { tree.append(MerkleHash.leaf(row)) }
        let stock = stock ?? (MerkleHash.empty, "0", "0")
        return text(
            #"{"at":"2026-01-01T00:00:00.000Z","data":{"date":"2026-01-01","items":{"count":\#(count ?? items.count),"root":"\#((itemsRoot ?? tree.root).hex)"},"size":\#(size),"#
                + #""stock":{"items":\#(stock.items),"root":"\#(stock.hash.hex)","rows":\#(rows),"valueFen":\#(stock.value)}},"kind":"close","seq":2,"v":1}"#
        )
    }

    static func itemRow(_ key: String) -> [UInt8] { text(#"{"item":"\#(key)"}"#) }

    static func stockRow(
        _ location: String?, items: String = "1", value: String = "100", product: String = EvidenceLedger.serum,
        state: String = "bonded"
    ) -> [UInt8] {
        text(
            #"{"items":\#(items)\#(location.map { ",\"location\":\"\($0)\"" } ?? ""),"product":"\#(product)","state":"\#(state)","valueFen":\#(value)}"#
        )
    }

    // MARK: Absence

    /// Absence of `key` from a list that is not sorted as it should be, or with rows shown that do not stand where they are said to.
    func absent(
        _ key: String, rows: [String], index: Int, shown: [Int], count: Int? = nil, root: Digest32? = nil,
        more: JSONObject = [:]
    ) throws -> ProofFile {
        let leaves = rows.map { MerkleHash.leaf(Forger.itemRow($0)) }
        let subtree: SubtreeHash = { (height, index) throws(ProofError) in
            guard (Int(index) + 1) << height <= leaves.count else { throw .missingHash }
            return MerkleHash.root(ofPerfect: Array(leaves[Int(index) << height..<(Int(index) + 1) << height]))
        }
        let paths = try shown.map { try InclusionProof.make(index: UInt64($0), size: UInt64(rows.count), subtree) }
        var header: JSONObject = [
            "proof": "absent", "item": .string(key), "index": .integer(Int64(index)),
            "count": .integer(Int64(count ?? rows.count)),
            "paths": .array(paths.map { .array($0.map { .string(Base64.encode($0.bytes)) }) }),
        ]
        for member in more.members { header[member.name] = member.value }
        return try proof(
            header,
            shown.map { Forger.itemRow(rows[$0]) } + [
                Forger.close(items: rows.map(Forger.itemRow), itemsRoot: root, count: count)
            ])
    }

    // MARK: Stock

    struct Row {
        var place: String?
        var items: UInt64 = 1
        var value: UInt64 = 100
        /// What stands in place of the row that these figures make.
        var text: String?
    }

    /// A total over `rows`, which stand as they are given, with anything in the header told otherwise than it is.
    func stock(
        _ rows: [Row], location: String?, first: Int, end: Int, shown: [Int]? = nil, tell: JSONObject = [:],
        sums: (String, String)? = nil
    ) throws -> ProofFile {
        let documents = rows.map {
            $0.text.map(Forger.text) ?? Forger.stockRow($0.place, items: String($0.items), value: String($0.value))
        }
        let leaves = zip(rows, documents).map {
            SumNode(hash: MerkleHash.leaf($1), items: $0.items, valueFen: $0.value)
        }
        let edges =
            shown ?? SumTree.edges(of: UInt64(first)..<UInt64(end), rows: UInt64(rows.count)).map(Int.init).sorted()
        var nodes: [SumNode] = []
        let root = leaves.isEmpty ? SumTree.empty : Forger.fold(leaves[...], 0, Set(edges), &nodes)
        var header: JSONObject = [
            "proof": "stock", "rows": .integer(Int64(rows.count)), "first": .integer(Int64(first)),
            "end": .integer(Int64(end)),
            "shown": .array(edges.map { .integer(Int64($0)) }),
            "nodes": .array(
                nodes.map {
                    .array([
                        .string(Base64.encode($0.hash.bytes)), .integer(Int64(clamping: $0.items)),
                        .integer(Int64(clamping: $0.valueFen)),
                    ])
                }),
        ]
        header["location"] = location.map { .string($0) }
        for member in tell.members { header[member.name] = member.value }
        let close = Forger.close(
            rows: String(rows.count),
            stock: (root.hash, sums?.0 ?? String(root.items), sums?.1 ?? String(root.valueFen)))
        return try proof(header, edges.map { documents[$0] } + [close])
    }

    /// The sum tree as whoever adds up without a look at what is carried has it; what is not shown goes into `nodes`.
    private static func fold(
        _ leaves: ArraySlice<SumNode>, _ first: Int, _ shown: Set<Int>, _ nodes: inout [SumNode], isHidden: Bool = false
    ) -> SumNode {
        let hides = !isHidden && !(first..<first + leaves.count).contains(where: shown.contains)
        var node = leaves[leaves.startIndex]
        if leaves.count > 1 {
            var split = 1
            while split * 2 < leaves.count { split *= 2 }
            let left = fold(leaves.prefix(split), first, shown, &nodes, isHidden: isHidden || hides)
            let right = fold(leaves.dropFirst(split), first + split, shown, &nodes, isHidden: isHidden || hides)
            var bytes: [UInt8] = [1]
            for side in [left, right] {
                side.hash.append(to: &bytes)
                for sum in [side.items, side.valueFen] { withUnsafeBytes(of: sum.bigEndian) { bytes += $0 } }
            }
            node = SumNode(
                hash: SHA256.hash(bytes), items: left.items &+ right.items, valueFen: left.valueFen &+ right.valueFen)
        }
        if hides { nodes.append(node) }
        return node
    }
}

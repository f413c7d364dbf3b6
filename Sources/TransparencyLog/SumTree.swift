package import Cryptography

/// A Merkle tree whose nodes carry sums (docs/proofs.md, State commitments): the root says how much there is in all, and a
/// range of leaves can be shown to come to a total without showing the leaves.
package struct SumNode: Hashable, Sendable {
    package var hash: Digest32
    package var items: UInt64
    package var valueFen: UInt64

    package init(hash: Digest32, items: UInt64, valueFen: UInt64) {
        self.hash = hash
        self.items = items
        self.valueFen = valueFen
    }
}

package enum SumTree {
    package static let empty = SumNode(hash: MerkleHash.empty, items: 0, valueFen: 0)

    /// Throws `.outOfRange` where a sum leaves 64 bits.
    package static func node(_ left: SumNode, _ right: SumNode) throws(ProofError) -> SumNode {
        var bytes: [UInt8] = [1]
        bytes.reserveCapacity(97)
        for side in [left, right] {
            side.hash.append(to: &bytes)
            for sum in [side.items, side.valueFen] { withUnsafeBytes(of: sum.bigEndian) { bytes += $0 } }
        }
        let (items, tooMany) = left.items.addingReportingOverflow(right.items)
        let (value, tooMuch) = left.valueFen.addingReportingOverflow(right.valueFen)
        guard !tooMany, !tooMuch else { throw .outOfRange }
        return SumNode(hash: SHA256.hash(bytes), items: items, valueFen: value)
    }

    package static func root(_ leaves: [SumNode]) throws(ProofError) -> SumNode {
        try leaves.isEmpty ? empty : subtree(leaves, 0..<leaves.count)
    }

    private static func subtree(_ leaves: [SumNode], _ range: Range<Int>) throws(ProofError) -> SumNode {
        guard range.count > 1 else { return leaves[range.lowerBound] }
        let split = range.lowerBound + Int(Subtree.split(UInt64(range.count)))
        return try node(subtree(leaves, range.lowerBound..<split), subtree(leaves, split..<range.upperBound))
    }

    /// The leaves that must be shown so that nobody can leave out the edge of a range.
    package static func edges(of range: Range<UInt64>, rows: UInt64) -> Set<UInt64> {
        var edges: Set<UInt64> = []
        if range.lowerBound > 0 { edges.insert(range.lowerBound - 1) }
        if range.upperBound > 0, !range.isEmpty { edges.insert(range.upperBound - 1) }
        for edge in [range.lowerBound, range.upperBound] where edge < rows { edges.insert(edge) }
        return edges
    }

    // MARK: Proofs of a range

    /// The nodes that, with the leaves that are `shown`, make up the tree.
    package static func prove(_ leaves: [SumNode], shown: Set<UInt64>) throws(ProofError) -> [SumNode] {
        var nodes: [SumNode] = []
        if !leaves.isEmpty { try collect(leaves, 0..<leaves.count, shown, &nodes) }
        return nodes
    }

    private static func collect(_ leaves: [SumNode], _ range: Range<Int>, _ shown: Set<UInt64>, _ nodes: inout [SumNode]) throws(ProofError) {
        guard range.contains(where: { shown.contains(UInt64($0)) }) else { return nodes.append(try subtree(leaves, range)) }
        guard range.count > 1 else { return }
        let split = range.lowerBound + Int(Subtree.split(UInt64(range.count)))
        try collect(leaves, range.lowerBound..<split, shown, &nodes)
        try collect(leaves, split..<range.upperBound, shown, &nodes)
    }

    /// What lies in `range`, under this root. Throws a `ProofError` where leaves and nodes do not make up the tree, or where an
    /// edge of the range is not shown.
    package static func verify(
        rows: UInt64, range: Range<UInt64>, shown: [(index: UInt64, leaf: SumNode)], nodes: [SumNode], root: SumNode
    ) throws(ProofError) -> (items: UInt64, valueFen: UInt64) {
        guard rows <= treeSizeMax, range.upperBound <= rows, shown.count <= 100_000 else { throw .outOfRange }
        let indices = shown.map(\.index)
        guard zip(indices, indices.dropFirst()).allSatisfy({ $0 < $1 }), indices.allSatisfy({ $0 < rows }) else { throw .outOfRange }
        guard edges(of: range, rows: rows).isSubset(of: Set(indices)) else { throw .outOfRange }
        if rows == 0 {
            guard shown.isEmpty, nodes.isEmpty else { throw .wrongLength }
            guard root == empty else { throw .wrongRoot }
            return (0, 0)
        }
        var fold = Fold(range: range, shown: shown[...], nodes: nodes[...])
        let computed = try fold.fold(0..<rows)
        guard fold.nodes.isEmpty, fold.shown.isEmpty else { throw .wrongLength }
        guard computed == root else { throw .wrongRoot }
        return (fold.items, fold.valueFen)
    }

    private struct Fold {
        let range: Range<UInt64>
        var shown: ArraySlice<(index: UInt64, leaf: SumNode)>
        var nodes: ArraySlice<SumNode>
        var items: UInt64 = 0
        var valueFen: UInt64 = 0

        mutating func fold(_ part: Range<UInt64>) throws(ProofError) -> SumNode {
            let taken: SumNode
            if let next = shown.first, part.contains(next.index) {
                if part.count > 1 {
                    let split = part.lowerBound + Subtree.split(UInt64(part.count))
                    let left = try fold(part.lowerBound..<split)
                    return try SumTree.node(left, fold(split..<part.upperBound))
                }
                taken = next.leaf
                shown.removeFirst()
            } else {
                guard let next = nodes.popFirst() else { throw .wrongLength }
                taken = next
            }
            guard part.lowerBound >= range.lowerBound, part.upperBound <= range.upperBound else {
                guard part.upperBound <= range.lowerBound || part.lowerBound >= range.upperBound else { throw .outOfRange }
                return taken
            }
            let (items, tooMany) = items.addingReportingOverflow(taken.items)
            let (value, tooMuch) = valueFen.addingReportingOverflow(taken.valueFen)
            guard !tooMany, !tooMuch else { throw .outOfRange }
            (self.items, valueFen) = (items, value)
            return taken
        }
    }
}

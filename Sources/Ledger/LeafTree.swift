import TransparencyLog

/// The Merkle tree over the leaves that a verifier hashed. Roots of whole tiles, made beside the scan by its threads, are
/// taken as they are; what a checkpoint cuts is hashed leaf by leaf.
struct LeafTree {
    private let leaves: [EntryHash]
    /// By the tile's index at level 0; nil where it must be made from its leaves.
    private let tiles: [EntryHash?]
    private var tree = CompactTree()
    /// `upper[L - 1]`: hashes of tile level L, the roots of 256^L leaves each.
    private(set) var upper: [[EntryHash]] = []

    init(leaves: [EntryHash], tiles: [EntryHash?]) {
        self.leaves = leaves
        self.tiles = tiles
    }

    /// Root over the first `size` leaves; sizes must not shrink from call to call.
    mutating func root(_ size: UInt64) -> EntryHash {
        while tree.size < size {
            let tile = Int(tree.size / 256)
            if tree.size % 256 == 0, tree.size + 256 <= size, tile < tiles.count, let root = tiles[tile] {
                LeafTree.append(root, height: 8, to: &tree, keeping: &upper)
            } else {
                LeafTree.append(leaves[Int(tree.size)], height: 0, to: &tree, keeping: &upper)
            }
        }
        return tree.root
    }

    private static func append(
        _ hash: EntryHash, height: Int, to tree: inout CompactTree, keeping upper: inout [[EntryHash]]
    ) {
        tree.append(hash, height: height) { height, hash in
            guard height > 0, height % 8 == 0 else { return }
            if upper.count < height / 8 { upper.append([]) }
            upper[height / 8 - 1].append(hash)
        }
    }
}

import Cryptography
import Support
import Testing
import TransparencyLog
import Wire

/// RFC 6962 §2.1 roots.
struct RootTests {
    struct Row: Decodable {
        let size: UInt64
        let root: String
    }

    @Test func aGrowingTreeHasThePublishedRoots() throws {
        var expected: [UInt64: [UInt8]] = [:]
        for row in try Reference.rows("tlog/roots.json", as: Row.self) { expected[row.size] = try base64(row.root) }
        guard let largest = expected.keys.max() else { return }
        var tree = CompactTree()
        while true {
            if let root = expected[tree.size] { #expect(tree.root.bytes == root, "size \(tree.size)") }
            if tree.size == largest { break }
            tree.append(MerkleHash.leaf(Array("entry-\(tree.size)".utf8)))
        }
    }
}

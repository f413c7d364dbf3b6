import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog
import Wire

/// Inclusion and consistency proofs against the published and the recomputed vectors.
struct ProofTests {
    struct Inclusion: Decodable {
        let id: String
        let leafIdx, treeSize: UInt64
        let root, leafHash: String?
        let proof: [String]?
        let wantErr: Bool
    }

    @Test func inclusionProofsAreJudgedAsTheVectorsSay() throws {
        for row in try Reference.rows("tlog/inclusion.json", as: Inclusion.self) {
            #expect(verifies(row) == !row.wantErr, "\(row.id)")
        }
    }

    private func verifies(_ row: Inclusion) -> Bool {
        guard let leaf = digest(row.leafHash), let root = digest(row.root), let proof = digests(row.proof) else { return false }
        do {
            try InclusionProof.verify(leaf: leaf, index: row.leafIdx, size: row.treeSize, proof: proof, root: root)
            return true
        } catch { return false }
    }

    struct Consistency: Decodable {
        let id: String
        let size1, size2: UInt64
        let root1, root2: String?
        let proof: [String]?
        let wantErr: Bool
    }

    /// `gen-*` rows leave their roots to `roots.json`.
    @Test func consistencyProofsAreJudgedAsTheVectorsSay() throws {
        var roots: [UInt64: String] = [:]
        for row in try Reference.rows("tlog/roots.json", as: RootTests.Row.self) { roots[row.size] = row.root }
        for row in try Reference.rows("tlog/consistency.json", as: Consistency.self) {
            let isNamed = row.root1 != nil || row.root2 != nil
            let first = root(row.root1 ?? (isNamed ? nil : roots[row.size1]))
            let second = root(row.root2 ?? (isNamed ? nil : roots[row.size2]))
            var holds = false
            if let first, let second, let proof = digests(row.proof) {
                do {
                    try ConsistencyProof.verify(old: row.size1, oldRoot: first, new: row.size2, newRoot: second, proof: proof)
                    holds = true
                } catch {}
            }
            #expect(holds == !row.wantErr, "\(row.id)")
        }
    }

    private func digest(_ text: String?) -> Digest32? { text.flatMap { Base64.decode($0) }.flatMap { Digest32($0) } }

    /// A root of another length can be no root of ours; hashed, it still equals itself and nothing else.
    private func root(_ text: String?) -> Digest32? { text.flatMap { Base64.decode($0) }.map { Digest32($0) ?? SHA256.hash($0) } }

    private func digests(_ texts: [String]?) -> [Digest32]? {
        let digests = (texts ?? []).map(digest)
        return digests.contains(nil) ? nil : digests.compactMap { $0 }
    }

    /// MTH by the definition, for comparison (RFC 6962 §2.1).
    private func naiveRoot(_ leaves: ArraySlice<Digest32>) -> Digest32 {
        if leaves.isEmpty { return MerkleHash.empty }
        if leaves.count == 1 { return leaves[leaves.startIndex] }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return MerkleHash.node(naiveRoot(leaves.prefix(split)), naiveRoot(leaves.dropFirst(split)))
    }

    @Test func whatWeMakeVerifiesAndNothingElseDoes() throws {
        let leaves = (0..<600).map { MerkleHash.leaf(Array("entry-\($0)".utf8)) }
        func subtree(_ height: Int, _ index: UInt64) throws(ProofError) -> Digest32 {
            let start = Int(index) << height
            return naiveRoot(leaves[start..<start + (1 << height)])
        }
        for size in [1, 2, 3, 5, 7, 8, 13, 64, 100, 255, 256, 257, 300, 511, 600] {
            let root = naiveRoot(leaves[0..<size])
            for index in Set([0, size / 3, size / 2, size - 1]) {
                let proof = try InclusionProof.make(index: UInt64(index), size: UInt64(size), subtree)
                try InclusionProof.verify(leaf: leaves[index], index: UInt64(index), size: UInt64(size), proof: proof, root: root)
                #expect(throws: ProofError.self) {
                    try InclusionProof.verify(
                        leaf: leaves[index], index: UInt64(index), size: UInt64(size), proof: proof + [root], root: root)
                }
                for place in proof.indices {
                    var bent = proof
                    bent[place] = MerkleHash.leaf([1])
                    #expect(throws: ProofError.self) {
                        try InclusionProof.verify(
                            leaf: leaves[index], index: UInt64(index), size: UInt64(size), proof: bent, root: root)
                    }
                    bent.remove(at: place)
                    #expect(throws: ProofError.self) {
                        try InclusionProof.verify(
                            leaf: leaves[index], index: UInt64(index), size: UInt64(size), proof: bent, root: root)
                    }
                }
            }
            for old in Set([1, (size + 1) / 2, max(1, size - 1), size]) {
                let proof = try ConsistencyProof.make(from: UInt64(old), to: UInt64(size), subtree)
                let oldRoot = naiveRoot(leaves[0..<old])
                try ConsistencyProof.verify(old: UInt64(old), oldRoot: oldRoot, new: UInt64(size), newRoot: root, proof: proof)
                #expect(throws: ProofError.self) {
                    try ConsistencyProof.verify(
                        old: UInt64(old), oldRoot: MerkleHash.leaf([2]), new: UInt64(size), newRoot: root, proof: proof)
                }
            }
        }
    }

    @Test(arguments: [UInt64.max, UInt64(Int64.max) + 1])
    func sizesThatNoTreeHasAreRefused(size: UInt64) {
        #expect(throws: ProofError.outOfRange) {
            try InclusionProof.verify(leaf: .zero, index: size - 1, size: size, proof: [], root: .zero)
        }
        #expect(throws: ProofError.outOfRange) {
            try ConsistencyProof.verify(old: 1, oldRoot: .zero, new: size, newRoot: .zero, proof: [])
        }
    }
}

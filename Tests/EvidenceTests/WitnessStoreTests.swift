import Cryptography
import Evidence
import Foundation
import Ledger
import Support
import Testing
import TransparencyLog
import Wire

/// The witness as a folder, against those who would have it forget, or choke.
struct WitnessStoreTests {
    private let folder: TemporaryFolder
    private let store: WitnessStore
    private let log: NoteSigner
    private let leaves = (0..<8).map { MerkleHash.leaf([UInt8($0)]) }

    init() throws {
        folder = try TemporaryFolder()
        store = try WitnessStore.create(folder.path("w"), name: "w.example")
        log = try NoteSigner(name: "log.example/l", key: SigningKey.generate())
        try store.add(log.verifierKey)
    }

    private func note(_ size: Int, fork: UInt8 = 0, by signer: NoteSigner? = nil) throws -> String {
        var tree = CompactTree()
        for leaf in leaves.prefix(size - 1) { tree.append(leaf) }
        tree.append(fork == 0 ? leaves[size - 1] : MerkleHash.leaf([255, fork]))
        let signer = signer ?? log
        return try signer.sign(Checkpoint(origin: signer.verifierKey.name, size: UInt64(size), root: tree.root).text)
    }

    private func request(_ old: Int, _ size: Int, fork: UInt8 = 0) throws -> String {
        let subtree: SubtreeHash = { (height, index) throws(ProofError) in
            MerkleHash.root(ofPerfect: Array(leaves[Int(index) << height..<(Int(index) + 1) << height]))
        }
        let proof = old == 0 ? [] : try ConsistencyProof.make(from: UInt64(old), to: UInt64(size), subtree)
        return "old \(old)\n" + proof.map { Base64.encode($0.bytes) + "\n" }.joined() + "\n"
            + (try note(size, fork: fork))
    }

    private var statePath: String { folder.path("w/" + SHA256.hash(Array("log.example/l".utf8)).hex) }
    private func status(_ request: String) throws -> Int { try store.add(request, now: 100).status }

    @Test func whatItRemembersSurvivesAndBinds() throws {
        #expect(try status(request(0, 3)) == 200)
        let again = try WitnessStore(folder.path("w"))
        #expect(try again.state(of: "log.example/l")?.size == 3)
        #expect(try again.add(request(3, 5), now: 100).status == 200)
        #expect(try status(request(3, 5)) == 409, "what another process stored binds this one")
        #expect(try status(request(5, 5, fork: 1)) == 422)
    }

    @Test(arguments: [[UInt8](), [0xFF, 0xFE], Array("log.example/l\n3\nAAAA\n".utf8)])
    func whatItCannotReadItDoesNotTakeForNothing(_ garbage: [UInt8]) throws {
        #expect(try status(request(0, 3)) == 200)
        try Data(garbage).write(to: URL(filePath: statePath))
        #expect(throws: WitnessFault.alteredState(statePath)) { _ = try store.add(request(0, 3, fork: 1), now: 100) }
        try FileManager.default.removeItem(atPath: statePath)
        try FileManager.default.createDirectory(atPath: statePath, withIntermediateDirectories: false)
        #expect(throws: WitnessFault.self) { _ = try store.add(request(0, 3, fork: 1), now: 100) }
    }

    @Test func aNoteOfTheLogsOwnIsNoStateOfIts() throws {
        #expect(try status(request(0, 3)) == 200)
        try Data(note(1).utf8).write(to: URL(filePath: statePath))
        #expect(throws: WitnessFault.alteredState(statePath)) { _ = try store.add(request(1, 3, fork: 1), now: 100) }
    }

    @Test func anotherLogsDamageIsNoMatter() throws {
        let other = try NoteSigner(name: "other.example/l", key: SigningKey.generate())
        try store.add(other.verifierKey)
        try Data([0xFF]).write(to: URL(filePath: folder.path("w/" + SHA256.hash(Array("other.example/l".utf8)).hex)))
        #expect(try status(request(0, 3)) == 200)
    }

    /// A hundred lines are allowed in a note. Whoever passes one on can say the log's line as often; the witness must still read its own.
    @Test func aLineSaidAHundredTimesLeavesRoomForItsOwn() throws {
        let one = try request(0, 3)
        let line = one.split(separator: "\n").last.map { $0 + "\n" } ?? ""
        #expect(try status(one + String(repeating: line, count: 99)) == 200)
        #expect(try store.state(of: "log.example/l")?.size == 3)
        #expect(try status(request(3, 5)) == 200)
    }

    @Test func variantsOfOneRequestAreKeptOnce() throws {
        #expect(try status(request(0, 3)) == 200)
        let good = try request(3, 5)
        for place in 0..<20 {
            let junk = "old 3\n\(Base64.encode(MerkleHash.leaf([UInt8(place)]).bytes))\n\n" + (try note(5))
            #expect(try status(junk) == 422)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("w/refused")).count == 1)
        #expect(try status(good) == 200, "a wrong proof is no proof of misbehaviour")
    }

    @Test func anotherKeyUnderTheSameNameIsNotTheLog() throws {
        let impostor = try NoteSigner(name: "log.example/l", key: SigningKey.generate())
        #expect(try status("old 0\n\n" + note(3, by: impostor)) == 403)
    }

    /// Two at once, each with a fork of the same size: whoever comes first is remembered, and the other refused.
    @Test func oneOfManyForksIsCosignedWhoeverComesFirst() throws {
        #expect(try status(request(0, 3)) == 200)
        let requests = try (0..<16).map { try request(3, 3 + 1, fork: UInt8($0)) }
        let path = folder.path("w")
        let counted = Counter()
        DispatchQueue.concurrentPerform(iterations: requests.count) { index in
            guard let answer = try? WitnessStore(path).add(requests[index], now: 200) else { return counted.fail() }
            if answer.status == 200 { counted.add() }
        }
        // Only fork 0 is the true log; the forks' proofs do not fit, whoever was first.
        #expect(counted.good <= 1 && counted.bad == 0)
        #expect(try store.state(of: "log.example/l")?.size == (counted.good == 1 ? 4 : 3))
    }

    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private(set) var good = 0
        private(set) var bad = 0
        func add() { lock.withLock { good += 1 } }
        func fail() { lock.withLock { bad += 1 } }
    }
}

import Cryptography
import DutyFree
import Evidence
import Foundation
import GS1
import Ledger
import SQLiteStore
import TransparencyLog
import Wire

/// `make bench-evidence`: a ledger of so many items, one of them with twelve entries; what proofs of it cost and how long they are, what
/// a commitment to the state of all costs against SHA-256 of the same rows, and verification since a checkpoint against the whole.
struct EvidenceBench {
    let folder: URL
    let items: Int

    func run() throws {
        let path = folder.appending(path: "evidence-\(items).dutyfree").path
        let workload = try Workload(entries: items * Workload.movementsPerItem)
        let (store, signer) = try workload.makeLedger(at: path)
        try fill(store, signer, workload)
        let count = try store.read { try $0.size() }
        print("evidence of \(Bench.grouped(items)) items, \(Bench.grouped(Int(count))) entries")
        try close(store, signer)
        try proofs(store, signer)
        try since(store, signer, workload)
    }

    private func commit(_ store: SQLiteLedger, _ signer: LogSigner, _ body: (Recorder) throws -> Void) throws {
        try store.write { writer in
            let recorder = try Recorder(
                writer, signer: signer,
                clock: { Timestamp(millisecondsSince1970: Workload.start.millisecondsSince1970 + 86_400_000) })
            try body(recorder)
            _ = try recorder.finish()
        }
    }

    private func must(_ recorder: Recorder, _ movement: Movement) throws {
        guard case .recorded = try recorder.record(Submission(movement)) else { throw BenchFault.refused(movement) }
    }

    /// Every item declared; the first goes on to twelve entries in all, the last thing that happens but for the close.
    private func fill(_ store: SQLiteLedger, _ signer: LogSigner, _ workload: Workload) throws {
        for first in stride(from: 0, to: items, by: Bench.commit) {
            try commit(store, signer) { recorder in
                for item in first..<min(items, first + Bench.commit) {
                    try must(recorder, workload.movement(0, of: item))
                }
            }
        }
        try commit(store, signer) { recorder in
            for step in 1...7 { try must(recorder, workload.movement(step, of: 0)) }
            for step in 8...11 {
                var movement = workload.movement(step % 2 == 0 ? 6 : 5, of: 0)
                movement.occurred = Timestamp(
                    millisecondsSince1970: Workload.start.millisecondsSince1970 + Int64(step * 7_200) * 1_000)
                try must(recorder, movement)
            }
        }
    }

    // MARK: What is measured

    private func close(_ store: SQLiteLedger, _ signer: LogSigner) throws {
        let seconds = try timed { try commit(store, signer) { _ = try $0.close(date: "2026-01-31", by: nil) } }
        // The floor: the same rows, made and hashed, without reading them or making trees.
        var rows: [[UInt8]] = []
        try store.read { reader in
            try reader.items { head in
                rows.append(StateRow(head).bytes)
                return true
            }
        }
        let hasher = try SHA256Hasher()
        var last = EntryHash.zero
        let floor = timed { for row in rows { last = row.withUnsafeBytes { hasher.hash(prefix: 0, $0) } } }
        precondition(last != .zero)
        print(
            "  close: \(Bench.milliseconds(seconds)), \(Bench.rate(items, seconds)) items; SHA-256 of the same \(Bench.grouped(rows.count)) rows alone \(Bench.milliseconds(floor)), \(Bench.hundredths(floor / seconds)) of it"
        )
    }

    private func proofs(_ store: SQLiteLedger, _ signer: LogSigner) throws {
        let checker = ProofChecker(keys: [signer.verifierKey])
        func item(_ index: Int) -> ItemKey { Workload.item(Int(UInt64(index) &* 2_654_435_761 % UInt64(items))) }
        let absent = ItemKey(trusted: "/01/09521000200074/21/FAKE")
        let kinds: [(String, Int, (ProofMaker, Int) throws -> ProofFile)] = [
            ("entry", 500, { maker, index in try maker.entry(UInt64(index) &* 2_654_435_761 % UInt64(items)) }),
            ("item of one entry", 500, { maker, index in try maker.item(item(index + 1)) }),
            ("item of twelve entries", 500, { maker, _ in try maker.item(Workload.item(0)) }),
            ("state of twelve entries", 5, { maker, _ in try maker.state(Workload.item(0)) }),
            ("absent", 5, { maker, _ in try maker.absent(absent) }),
            ("stock of a place", 5, { maker, _ in try maker.stock(location: "S1", product: nil, state: nil) }),
        ]
        for (name, rounds, make) in kinds {
            var (making, checking): ([Double], [Double]) = ([], [])
            var (bytes, compact) = (0, 0)
            for round in 0..<rounds {
                var proof: ProofFile?
                making.append(try timed { proof = try store.read { try make(ProofMaker($0), round) } })
                guard let proof else { continue }
                let text = Array(proof.text.utf8)
                bytes = max(bytes, text.count)
                if round < 5 { compact = max(compact, proof.compact.count) }
                checking.append(try timed { _ = try checker.check(text) })
            }
            func median(_ times: [Double]) -> String {
                times.sorted()[times.count / 2] < 0.1
                    ? Bench.microseconds(times.sorted()[times.count / 2])
                    : Bench.milliseconds(times.sorted()[times.count / 2])
            }
            print(
                "  proof, \(name): made in \(median(making)), checked in \(median(checking)), \(Bench.grouped(bytes)) bytes, short \(Bench.grouped(compact))"
            )
        }
    }

    /// A thousand new entries over a checkpoint that was kept.
    private func since(_ store: SQLiteLedger, _ signer: LogSigner, _ workload: Workload) throws {
        guard let note = try store.read({ try $0.lastCheckpoint()?.note }) else { return }
        try commit(store, signer) { recorder in
            for item in 1...1_000 { try must(recorder, workload.movement(1, of: item)) }
        }
        let held = try Checkpoint(note: note)
        func best(_ body: () throws -> Bool) throws -> Double {
            try (0..<3).map { _ in
                var isSound = false
                let seconds = try timed { isSound = try body() }
                guard isSound else { throw BenchFault.notSound }
                return seconds
            }.min() ?? 0
        }
        let since = try best {
            try store.read { try SinceVerifier($0, held: held, ring: KeyRing($0)).verify { _ in }.isSound }
        }
        let level2 = try best { try Verification.run([store], level: 2, key: signer.verifierKey) { _ in }.isSound }
        let level4 = try best { try Verification.run([store], level: 4, key: signer.verifierKey) { _ in }.isSound }
        print(
            "  verify --since, 1,000 new entries: \(Bench.milliseconds(since)); all of them levels 1-2 \(Bench.milliseconds(level2)) (\(Bench.hundredths(level2 / since)) times), "
                + "levels 1-4 \(Bench.milliseconds(level4)) (\(Bench.hundredths(level4 / since)) times), one thread")
    }
}

import Cryptography
import Evidence
import Foundation
import Ledger
import Support
import Testing
import TransparencyLog
import Wire

/// Parsers of what strangers send, under seeded mutation: no crash, and nothing is accepted that says something that nobody signed.
/// 1,000,000 inputs unless `$DUTYFREE_FUZZ` says otherwise (`DUTYFREE_FUZZ=SEED:INPUTS` repeats or lengthens a run).
struct FuzzTests {
    enum Target: String, CaseIterable, Sendable {
        case note, proof, payload, short, extends, request, bundle, tilePath, verifierKey, tiles

        /// Of a thousand inputs; the dear ones get fewer.
        var share: Int {
            switch self {
            case .bundle, .tilePath, .verifierKey: 200
            case .short, .extends, .tiles: 80
            case .note, .request, .proof: 45
            case .payload: 25
            }
        }
    }

    private static let plan: (seed: UInt64, inputs: Int) = {
        let parts = (ProcessInfo.processInfo.environment["DUTYFREE_FUZZ"] ?? "").split(separator: ":")
        guard parts.count == 2, let seed = UInt64(parts[0]), let inputs = Int(parts[1]) else {
            return (20_260_302, 1_000_000)
        }
        return (seed, inputs)
    }()

    @Test(arguments: Target.allCases)
    func nothingIsAcceptedThatNobodySigned(_ target: Target) throws {
        let subject = try Subject(target)
        var mutator = Mutator(
            seed: FuzzTests.plan.seed &+ UInt64(target.rawValue.utf8.reduce(7) { $0 &* 31 &+ Int($1) }),
            corpus: subject.corpus)
        for round in 0..<FuzzTests.plan.inputs / 1_000 * target.share {
            let input = mutator.next()
            if let wrong = subject.wrong(with: input) {
                Issue.record(
                    "\(target), seed \(FuzzTests.plan.seed), input \(round): \(wrong)\n\(Base64.encode(Array(input.prefix(3_000))))"
                )
                return
            }
        }
    }
}

/// One parser, inputs that it takes, and what must never happen.
private struct Subject {
    let corpus: [[UInt8]]
    private let judge: ([UInt8]) -> String?

    func wrong(with input: [UInt8]) -> String? { judge(input) }

    init(_ target: FuzzTests.Target) throws {
        let ledger = try EvidenceLedger.shared.get()
        let (key, checker) = (ledger.signer.verifierKey, ledger.checker)
        let proofs = try ledger.proofs().map(\.proof)
        // Whatever else is accepted must be as true as these: another key that is not there, another place with nothing at it.
        let proven = Set(
            try proofs.map { try checker.check(Array($0.text.utf8)).proven } + [
                checker.check(Array(ledger.extensionProof().text.utf8)).proven
            ])
        func check(_ input: [UInt8]) -> String? {
            guard let checked = try? checker.check(input), !proven.contains(checked.proven) else { return nil }
            return (try? ledger.isTrue(checked.proven)) == true ? nil : "accepted: \(checked.proven)"
        }
        switch target {
        case .note:
            let notes = [ledger.kept, proofs[0].checkpoint]
            let texts = Set(try notes.map { try SignedNote($0).text })
            corpus = notes.map { Array($0.utf8) }
            judge = { input in
                guard let cosigned = try? CosignedCheckpoint(note: input, origin: key.name, keys: [key]) else {
                    return nil
                }
                return texts.contains(cosigned.checkpoint.text) ? nil : "accepted: \(cosigned.checkpoint)"
            }
        case .proof:
            corpus = proofs.map { Array($0.text.utf8) }
            judge = check
        case .payload:
            // Header and documents are changed, and compressed again: what is behind the first checks must hold too.
            corpus = proofs.map {
                CanonicalJSON.encode($0.header) + [0x0A] + $0.documents.joined(separator: [0x0A]) + [0x0A]
            }
            let shells = proofs
            judge = { input in
                // Under the hashes that lead from its last document to the root, where it is still one of ours.
                let last = input.dropLast().split(separator: 0x0A).last.map { Array($0) }
                let shell = shells.first { $0.documents.last == last } ?? shells[0]
                return check(
                    Array(
                        LogProof(
                            extra: Deflate.compress(input), index: shell.index, hashes: shell.hashes,
                            checkpoint: shell.checkpoint
                        ).text.utf8))
            }
        case .short:
            corpus = proofs.map(\.compact)
            judge = check
        case .extends:
            corpus = [Array(try ledger.extensionProof().text.utf8), Array(ledger.kept.utf8)]
            judge = check
        case .request:
            let extending = try ledger.extensionProof()
            let cosigner = try Cosigner(name: "w.example", key: SigningKey.generate())
            let witness = Witness(cosigner: cosigner, logs: [key.name: [key]])
            let old = try Checkpoint(note: ledger.kept)
            let state = WitnessState(size: old.size, root: old.root, note: ledger.kept, time: 1)
            let texts = Set(try [extending.older, extending.newer].map { try SignedNote($0).text })
            let hashes = extending.hashes.map { Base64.encode($0.bytes) + "\n" }.joined()
            corpus = [
                "old \(old.size)\n\(hashes)\n\(extending.newer)", "old \(old.size)\n\n\(extending.older)",
                "old 0\n\n\(extending.newer)",
            ].map { Array($0.utf8) }
            judge = { input in
                guard
                    case .cosigned(_, let new)? = try? witness.add(
                        String(decoding: input, as: UTF8.self), now: 2, state: { _ in state })
                else { return nil }
                guard let text = try? SignedNote(new.note).text, texts.contains(text) else { return "cosigned: \(new)" }
                return nil
            }
        case .bundle:
            corpus =
                [[], [0, 1, 7], [0, 0, 0, 3, 1, 2, 3, 255, 255]] + [
                    EntryBundle.encode(proofs.flatMap(\.documents)) ?? []
                ]
            judge = { input in
                EntryBundle.decode(input).map { EntryBundle.encode($0) == input } == false
                    ? "not written back as it was" : nil
            }
        case .tilePath:
            corpus = [
                Tile(level: 0, index: 0, width: 256), Tile(level: 3, index: 1_234_067, width: 17),
                Tile(level: 63, index: 999, width: 1),
            ].map { Array($0.path.utf8) }
            judge = { input in
                let text = String(decoding: input, as: UTF8.self)
                return Tile(path: text).map { $0.path == text && $0.width > 0 && $0.width <= 256 } == false
                    ? "not written back as it was" : nil
            }
        case .verifierKey:
            corpus = ([key] + ledger.witnesses.map(\.verifierKey)).map { Array($0.text.utf8) }
            judge = { input in
                let text = String(decoding: input, as: UTF8.self)
                return (try? VerifierKey(text)).map { $0.text.utf8.elementsEqual(text.utf8) } == false
                    ? "not written back as it was" : nil
            }
        case .tiles:
            let size: UInt64 = 37
            let leaves = (0..<size).map { MerkleHash.leaf([UInt8($0 & 255), UInt8($0 >> 8)]) }
            var tree = CompactTree()
            for leaf in leaves { tree.append(leaf) }
            let root = tree.root
            corpus = [leaves.flatMap(\.bytes)]
            judge = { input in
                // The same bytes for every tile that is asked for, cut where it is wanted: whatever they are, only the true ones give the root.
                let reader = TileReader(size: size) { tile throws(ProofError) in
                    let start = Int(tile.index) * 8_192
                    guard tile.level == 0, start <= input.count else { throw .missingHash }
                    return Array(input[start..<min(input.count, start + 32 * tile.width)])
                }
                guard let found = try? reader.root(of: size), found == root else { return nil }
                return input.prefix(32 * Int(size)).elementsEqual(leaves.flatMap(\.bytes))
                    ? nil : "other tiles, the same root"
            }
        }
    }
}

/// Inputs made from good ones: bytes changed, cut, doubled, swapped between two, and numbers that parsers stumble over.
private struct Mutator {
    private var random: SplitMix
    private let corpus: [[UInt8]]
    private static let words = [
        "0", "-1", "1", "255", "256", "65535", "4294967296", "9007199254740991", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "18446744073709551615", "1e3", "0.5", "00",
        "null", "true", "{}", "[]", "[[[[[[[[", "\"\"", "\n", "\n\n", "\r\n", "\u{2014} ", "+", "/", "=", "==", "\u{0}",
        "\u{FEFF}", "\u{0301}", "old ", "index ", "extra ", "\"item\":", "\"shown\":[", "\"nodes\":[",
    ].map { Array($0.utf8) }

    init(seed: UInt64, corpus: [[UInt8]]) {
        random = SplitMix(seed: seed)
        self.corpus = corpus
    }

    private mutating func below(_ limit: Int) -> Int { limit < 1 ? 0 : Int(random.next() % UInt64(limit)) }

    mutating func next() -> [UInt8] {
        var input = corpus[below(corpus.count)]
        for _ in 0...below(3) {
            let place = below(input.count + 1)
            let end = min(input.count, place + below(40))
            switch below(8) {
            case 0: if place < input.count { input[place] ^= UInt8(1 << below(8)) }
            case 1: if place < input.count { input[place] = UInt8(below(256)) }
            case 2: input.removeSubrange(place..<end)
            case 3: input.insert(contentsOf: input[place..<end], at: below(input.count + 1))
            case 4:
                input.replaceSubrange(
                    place..<min(input.count, place + below(4)), with: Mutator.words[below(Mutator.words.count)])
            case 5: input.removeSubrange(place...)
            case 6:
                // From another of the same kind.
                let other = corpus[below(corpus.count)]
                let from = below(other.count + 1)
                input.replaceSubrange(place..<end, with: other[from..<min(other.count, from + below(200))])
            default: replaceNumber(&input, from: place)
            }
        }
        return input
    }

    /// The next digits are another number.
    private mutating func replaceNumber(_ input: inout [UInt8], from place: Int) {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard let start = input[place...].firstIndex(where: isDigit) else { return }
        let end = input[start...].firstIndex { !isDigit($0) } ?? input.endIndex
        input.replaceSubrange(start..<end, with: Mutator.words[below(12)])
    }
}

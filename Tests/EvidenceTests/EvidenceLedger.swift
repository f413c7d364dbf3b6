import Cryptography
import DutyFree
import Evidence
import Foundation
import GS1
import Ledger
import SQLiteStore
import Support
import TransparencyLog
import Wire

/// A trade in a real ledger file, closed twice, and everything that can be proven of it: items at several places, one with twelve
/// entries, a carton, items sold and gone, two products, places whose names begin alike.
final class EvidenceLedger: Sendable {
    let folder: TemporaryFolder
    let signer: LogSigner
    let path: String
    /// The first checkpoint, kept since.
    let kept: String
    let witnesses: [Cosigner]
    static let origin = "evidence.example/ledger"
    static let (serum, watch) = ("09521000200074", "09521000200142")
    static let start = Timestamp(millisecondsSince1970: 1_767_225_600_000)

    static let shared = Result { try EvidenceLedger(items: 60) }

    static func item(_ index: Int) -> ItemKey {
        ItemKey(trusted: "/01/\(index % 5 == 4 ? watch : serum)/21/T\(String(1_000 + index))")
    }

    static let twelve = item(0)
    static let sold = item(8)

    init(items count: Int) throws {
        folder = try TemporaryFolder()
        signer = try LogSigner(origin: EvidenceLedger.origin, key: SigningKey.generate())
        path = folder.path("l.dutyfree")
        let store = try SQLiteLedger.create(at: path)
        let cosigners = try ["w1.example", "w2.example"].map { try Cosigner(name: $0, key: SigningKey.generate()) }
        witnesses = cosigners
        let genesis = Genesis(enterprise: "Evidence", origin: signer.origin, publicKey: signer.verifierKey.text)
        _ = try Recorder.begin(store, genesis: genesis, signer: signer, at: EvidenceLedger.start)
        try EvidenceLedger.commit(store, signer) { try EvidenceLedger.setUp($0) }
        kept = try store.read { try $0.lastCheckpoint()?.note ?? "" }
        let items = (0..<count).map(EvidenceLedger.item)
        try EvidenceLedger.commit(store, signer) { recorder in
            try EvidenceLedger.trade(items).forEach { try EvidenceLedger.record($0, recorder) }
        }
        try EvidenceLedger.commit(store, signer) { _ = try $0.close(date: "2026-01-02", by: nil) }
        // Life goes on: what was closed is followed back along the chains.
        try EvidenceLedger.commit(store, signer) { recorder in
            try EvidenceLedger.record(EvidenceLedger.movement(.relocate, "S1", [items[1]], 200, to: "S1/F2"), recorder)
        }
        let (lines, size) = try store.read { reader -> ([String], UInt64) in
            guard let (size, note) = try reader.lastCheckpoint() else { return ([], 0) }
            let text = try SignedNote(note).text
            return (try cosigners.map { try $0.sign(text, time: 1_767_300_000) }, size)
        }
        try store.write { writer in for line in lines { try writer.put(cosignature: line, size: size) } }
    }

    private static func commit(_ store: SQLiteLedger, _ signer: LogSigner, _ body: (Recorder) throws -> Void) throws {
        try store.write { writer in
            let recorder = try Recorder(writer, signer: signer, clock: { later(90_000) })
            try body(recorder)
            _ = try recorder.finish()
        }
    }

    private static func setUp(_ recorder: Recorder) throws {
        for (code, role) in [("W1", "warehouse"), ("S1", "store"), ("S10", "store"), ("P1", "pickup")] {
            _ = try recorder.record(
                .party, name: code,
                data: ["code": .string(code), "name": .string(code), "roles": .array([.string(role)])], by: nil)
        }
        for (path, kind, party) in [
            ("W1", "warehouse", "W1"), ("S1", "store", "S1"), ("S10", "store", "S10"), ("P1", "pickup", "P1"),
        ] {
            _ = try recorder.record(
                .location, name: path, data: ["path": .string(path), "kind": .string(kind), "party": .string(party)],
                by: nil)
        }
        for (gtin, price) in [(serum, 80_000), (watch, 1_299_900)] {
            _ = try recorder.record(
                .product, name: gtin,
                data: [
                    "gtin": .string(gtin), "name": .string(gtin), "category": "cosmetics",
                    "unitPriceFen": .integer(Int64(price)),
                ], by: nil)
        }
    }

    private static func record(_ movement: Movement, _ recorder: Recorder) throws {
        let outcome = try recorder.record(Submission(movement))
        guard case .recorded = outcome else {
            throw BadFixture("\(movement.type.rawValue) of \(movement.items): \(outcome)")
        }
    }

    static func later(_ seconds: Int64) -> Timestamp {
        Timestamp(millisecondsSince1970: start.millisecondsSince1970 + seconds * 1_000)
    }

    private static func movement(
        _ type: MovementType, _ by: String, _ items: [ItemKey], _ seconds: Int64, to: String? = nil,
        _ documents: [DocumentKind: String] = [:],
        person: String? = nil, event: String? = nil, data: JSONObject = [:]
    ) -> Movement {
        Movement(
            type: type, by: PartyCode(by), occurred: later(seconds), items: items, to: to.map { LocationPath($0) },
            documents: documents.mapValues { DocumentReference(number: $0, sha256: nil) },
            person: person.map { PersonCode($0) }, event: event, data: data)
    }

    private static func trade(_ items: [ItemKey]) -> [Movement] {
        var script: [Movement] = []
        func each(_ items: some Sequence<ItemKey>, _ make: (ItemKey) -> Movement) { script += items.map(make) }
        each(items) {
            movement(
                .declare, "W1", [$0], 10, [.declaration: "D-1"],
                data: ["product": .string($0.text.contains(watch) ? watch : serum)])
        }
        each(items) { movement(.arrive, "W1", [$0], 20, to: "W1", [.manifest: "M-1"]) }
        each(items) { movement(.enter, "W1", [$0], 30, to: "W1/A", [.receipt: "E-1"]) }
        let carton = ItemKey(trusted: "/00/106141412345678908")
        script.append(
            movement(.pack, "W1", Array(items[40..<44]), 40, event: "pack-1", data: ["parent": .string(carton.text)]))
        script.append(movement(.dispatch, "W1", [carton], 50, to: "S1", [.transfer: "T-1"]))
        script.append(movement(.receive, "S1", [carton], 60, to: "S1/G1", [.transfer: "T-1"]))
        each(items[0..<30]) { movement(.dispatch, "W1", [$0], 50, to: "S1", [.transfer: "T-2"]) }
        each(items[0..<30]) { movement(.receive, "S1", [$0], 60, to: "S1/F1", [.transfer: "T-2"]) }
        each(items[30..<34]) { movement(.dispatch, "W1", [$0], 50, to: "S10", [.transfer: "T-3"]) }
        each(items[30..<34]) { movement(.receive, "S10", [$0], 60, to: "S10/F1", [.transfer: "T-3"]) }
        for step in 0..<7 {
            script.append(movement(.relocate, "S1", [twelve], 70 + Int64(step), to: step % 2 == 0 ? "S1/F2" : "S1/F1"))
        }
        each(items[8..<12]) { item in
            movement(
                .sale, "S1", [item], 100, [.receipt: "R-\(item.text.suffix(4))"], person: "p:traveller-1",
                event: "sale-\(item.text)",
                data: [
                    "age": 30, "priceFen": 80_000, "pickup": "port",
                    "trip": .object(["departs": .string(later(50_000).formatted()), "exit": false, "id": "HU7001/1"]),
                ])
        }
        each(items[8..<10]) { movement(.deliver, "P1", [$0], 110, to: "P1", [.delivery: "L-1"]) }
        return script
    }

    func open(_ access: SQLiteLedger.Access = .readOnly) throws -> SQLiteLedger {
        try SQLiteLedger(opening: path, access)
    }

    // MARK: Proofs

    /// One of each, by name.
    func proofs() throws -> [(name: String, proof: ProofFile)] {
        try open().read { reader in
            let maker = try ProofMaker(reader)
            func stock(_ location: String?, _ product: String? = nil, _ state: ItemState? = nil) throws -> ProofFile {
                try maker.stock(location: location, product: product.flatMap { GTIN(digits14: $0) }, state: state)
            }
            return [
                ("entry 0", try maker.entry(0)), ("entry 100", try maker.entry(100)),
                ("item of twelve", try maker.item(EvidenceLedger.twelve)),
                ("item sold", try maker.item(EvidenceLedger.sold)), ("state", try maker.state(EvidenceLedger.twelve)),
                ("state before it moved on", try maker.state(EvidenceLedger.item(1))),
                ("absent", try maker.absent(ItemKey(trusted: "/01/\(EvidenceLedger.serum)/21/FAKE"))),
                ("absent before all", try maker.absent(ItemKey(trusted: "/00/000000000000000000"))),
                ("absent behind all", try maker.absent(ItemKey(trusted: "/trace/zzz"))),
                ("stock of all", try stock(nil)), ("stock of a site", try stock("S1")),
                ("stock of a place", try stock("S1/F1")),
                ("stock of a product", try stock("S1/F1", EvidenceLedger.serum)),
                ("stock of a product in a state", try stock("S1/F1", EvidenceLedger.serum, .inStore)),
                ("stock nowhere", try stock("")), ("stock of nothing", try stock("Q7")),
                ("stock before all", try stock("A")), ("stock behind all", try stock("Z")),
            ]
        }
    }

    /// Whether the ledger itself says the same of what was not there, and of a total.
    func isTrue(_ proven: Proven) throws -> Bool {
        try open().read { reader in
            switch proven {
            case .absent(let key, _):
                if case .absent(key, _) = try checker.check(Array(ProofMaker(reader).absent(key).text.utf8)).proven {
                    return true
                }
                return false
            case .stock(let asked, let items, let value, _):
                let own = try checker.check(
                    Array(
                        ProofMaker(reader).stock(location: asked.location, product: asked.product, state: asked.state)
                            .text.utf8)
                ).proven
                guard case .stock(asked, items, value, _) = own else { return false }
                return true
            default: return false
            }
        }
    }

    func extensionProof() throws -> ExtensionProof { try open().read { try ProofMaker($0).extending(kept) } }

    var checker: ProofChecker {
        ProofChecker(keys: [signer.verifierKey], witnesses: witnesses.map(\.verifierKey), quorum: 2)
    }
}

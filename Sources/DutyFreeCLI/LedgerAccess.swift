import Cryptography
import DutyFree
import Glibc
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

/// Which ledger a command means, and how it is opened.
struct LedgerAccess {
    let path: String

    init(_ options: CommonOptions, _ environment: Environment) {
        path = LedgerAccess.path(options.ledger, environment)
    }

    static func path(_ given: String?, _ environment: Environment) -> String {
        if let given { return given }
        if let named = environment["DUTYFREE_LEDGER"], !named.isEmpty { return named }
        return "./ledger.dutyfree"
    }

    func read() throws -> SQLiteLedger { try SQLiteLedger(opening: path, .readOnly) }

    func write(waitMs: Int64) throws -> SQLiteLedger {
        let store = try SQLiteLedger(opening: path, .readWrite, waitMs: waitMs)
        // A file of a version that kept no account: what it lacks follows from its entries.
        if try store.read({ try $0.lacksFlows() }) { _ = try Projections.rebuild(store, dryRun: false) }
        return store
    }

    /// Where the signing key is: as told, else `$DUTYFREE_KEY`, else beside the ledger.
    static func keyPath(_ given: String?, ledger: String, _ environment: Environment) -> String {
        if let given { return given }
        if let named = environment["DUTYFREE_KEY"], !named.isEmpty { return named }
        return ledger.hasSuffix(".dutyfree") ? ledger.dropLast(9) + ".key" : ledger + ".key"
    }
}

/// A ledger opened for writing by someone: what every writing command begins with.
struct RecordingDesk {
    let store: SQLiteLedger
    let signer: LogSigner
    let clock: () -> Timestamp
    let party: PartyCode?
    let dryRun: Bool

    init(_ common: CommonOptions, _ options: WritingOptions, _ console: Console) throws {
        let access = LedgerAccess(common, console.environment)
        guard options.wait >= 0, options.wait <= 86_400 else {
            throw Problem.usage(Text(en: "--wait is 0 to 86400 seconds", zh: "--wait 为 0 到 86400 秒"))
        }
        store = try access.write(waitMs: Int64(options.wait * 1000))
        let (genesis, ring, size) = try store.read { (try Genesis.read($0), try KeyRing($0), try $0.size()) }
        let keyPath = LedgerAccess.keyPath(options.key, ledger: access.path, console.environment)
        let keys = LedgerKeys(path: keyPath, console: console)
        let parties = try keys.partySigners(ring)
        let current = ring.key(at: size)
        var signer = try LogSigner(origin: genesis.origin, key: try keys.read(keyPath), parties: parties)
        if signer.verifierKey != current, keys.hasNext {
            // A rotation was recorded and killed before the files changed places.
            let next = try LogSigner(origin: genesis.origin, key: try keys.read(keys.next), parties: parties)
            if next.verifierKey == current {
                try keys.promote(former: signer.verifierKey)
                signer = next
            }
        }
        self.signer = signer
        guard signer.verifierKey == current else {
            throw Failure.wrongKey(ledger: current.text, key: signer.verifierKey.text, file: keyPath)
        }
        clock = try Clock.now(console.environment)
        dryRun = options.dryRun
        if let given = options.party ?? console.environment["DUTYFREE_PARTY"], !given.isEmpty {
            party = PartyCode(given)
        } else {
            party = nil
        }
    }

    /// Runs `body` with a recorder, all in one commit; a dry run does everything and takes it back.
    func commit<T>(_ body: (Recorder) throws -> T) throws -> (answer: T, commit: Commit?) {
        do {
            return try store.write { writer in
                let recorder = try Recorder(writer, signer: signer, clock: clock)
                let answer = try body(recorder)
                let commit = try recorder.finish()
                if dryRun { throw TakenBack(answer: answer, commit: commit) }
                return (answer, commit)
            }
        } catch let back as TakenBack<T> {
            return (back.answer, back.commit)
        }
    }
}

/// Ends a transaction without writing, and carries the answer out of it: caught where it was thrown, on one thread.
private struct TakenBack<T>: Error, @unchecked Sendable {
    let answer: T
    let commit: Commit?
}

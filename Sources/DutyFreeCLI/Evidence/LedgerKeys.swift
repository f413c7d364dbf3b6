import Cryptography
import DutyFree
import Glibc
import Ledger
import Presentation
import TransparencyLog
import Wire

/// The key files of a ledger: its own, the next one while it is being rotated, and those of parties that sign for themselves.
///
///     ledger.key            the log's key
///     ledger.key.next       made by `key rotate`, in place of the former once the rotation is recorded
///     ledger.key.{id}       a former key, kept
///     ledger.{party}.key    a party's
struct LedgerKeys {
    let path: String
    let console: Console

    var next: String { path + ".next" }
    var hasNext: Bool { access(next, F_OK) == 0 }

    func partyPath(_ party: PartyCode) -> String { (path.hasSuffix(".key") ? String(path.dropLast(4)) : path) + ".\(party.text).key" }

    /// Asks for a passphrase where the file has one: `$DUTYFREE_PASSPHRASE`, else the terminal.
    func read(_ path: String) throws -> SigningKey { try KeyFile.read(path) { passphrase(Text(en: "Passphrase of \(path): ", zh: "\(path) 的口令：")) } }

    func passphrase(_ question: Text) -> String? {
        if let given = console.environment["DUTYFREE_PASSPHRASE"] { return given }
        guard console.terminal.canAsk, !console.asksNothing, let typed = getpass(question[console.language]) else { return nil }
        return String(cString: typed)
    }

    /// Of the parties that sign for themselves, those whose file is here.
    func partySigners(_ ring: KeyRing) throws -> [NoteSigner] {
        let parties = Set(ring.partyKeys.map(\.party))
        return try parties.sorted().compactMap { party in
            let path = partyPath(party)
            guard access(path, F_OK) == 0, let name = ring.partyKeys.last(where: { $0.party == party })?.key.name else { return nil }
            return try NoteSigner(name: name, key: read(path))
        }
    }

    /// The next key takes the place of the former, which is kept under its id.
    func promote(former: VerifierKey) throws {
        let kept = path + "." + former.keyIDHex
        // A second name for the former, then one step: killed in between, there is a key under `path` all the time.
        guard link(path, kept) == 0 || errno == EEXIST, rename(next, path) == 0 else {
            throw KeyFileError.cannotWrite(path, reason: String(cString: strerror(errno)))
        }
    }
}

package import DutyFree
package import TransparencyLog
import Wire

/// What an entry of kind `key` does (docs/format.md, Keys).
package enum KeyStep: String, CaseIterable, Sendable {
    /// The log's next key, named under the one before it.
    case rotate
    /// A log key is not to be believed beyond a size.
    case revoke
    /// A party signs its own commits from here on.
    case party
}

/// The keys of a ledger by their entries: which one signs from which size on, which are revoked, which parties sign for themselves.
package struct KeyRing: Sendable {
    package struct LogKey: Hashable, Sendable {
        package let key: VerifierKey
        /// The entry that names it: it signs the commits that begin after that entry. 0 for the genesis key.
        package let seq: SequenceNumber
    }

    package struct PartyKey: Hashable, Sendable {
        package let party: PartyCode
        package let key: VerifierKey
        package let seq: SequenceNumber
    }

    /// Oldest first.
    package private(set) var logKeys: [LogKey]
    package private(set) var partyKeys: [PartyKey] = []
    /// Key id → the last size that its signatures are good for.
    package private(set) var revoked: [String: UInt64] = [:]
    /// Key id → when its revocation was recorded.
    private(set) var revokedAt: [String: Timestamp] = [:]

    /// A ring of one key.
    package init(only key: VerifierKey) { logKeys = [LogKey(key: key, seq: 0)] }

    /// As the entries have it. Throws `RecorderFault.noGenesis`, or where the genesis names no key.
    package init(_ reader: any LedgerReader) throws {
        let genesis = try Genesis.read(reader)
        try self.init(genesis, entries: reader.masters(.key).map(\.seq).sorted().compactMap { try reader.body(at: $0).flatMap { try? Entry($0) } })
    }

    init(_ genesis: Genesis, entries: [Entry]) throws {
        logKeys = [LogKey(key: try VerifierKey(genesis.publicKey), seq: 0)]
        for entry in entries where entry.kind == .key {
            switch entry.type.flatMap(KeyStep.init(rawValue:)) {
            case .rotate:
                guard let key = KeyRing.key(entry), key.name == genesis.origin else { continue }
                logKeys.append(LogKey(key: key, seq: entry.seq))
            case .party:
                guard let key = KeyRing.key(entry), let party = entry.data["party"]?.string else { continue }
                partyKeys.append(PartyKey(party: PartyCode(party), key: key, seq: entry.seq))
            case .revoke:
                guard let id = entry.data["keyId"]?.string, let size = entry.data["size"]?.integer else { continue }
                revoked[id] = UInt64(clamping: size)
                revokedAt[id] = entry.at
            case nil: continue
            }
        }
    }

    static func key(_ entry: Entry) -> VerifierKey? { entry.data["publicKey"]?.string.flatMap { try? VerifierKey($0) } }

    package var keys: [VerifierKey] { logKeys.map(\.key) }

    /// Which key signs the commit that begins at `size`: rotations behind it count from the next commit on.
    package func index(at size: UInt64) -> Int { max(0, (logKeys.lastIndex { $0.seq < size }) ?? 0) }
    package func key(at size: UInt64) -> VerifierKey { logKeys[index(at: size)].key }

    /// The key by which a party signs a commit that begins at `size`; nil for one that signs nothing.
    package func key(of party: PartyCode, at size: UInt64) -> VerifierKey? { partyKeys.last { $0.party == party && $0.seq < size }?.key }

    /// How a party's signature lines are named: the log's origin and its code.
    package static func name(of party: PartyCode, origin: String) -> String {
        origin + "/" + party.text.unicodeScalars.map { $0 == "+" || $0.properties.isWhitespace ? "_" : String($0) }.joined()
    }

    /// Whether a checkpoint that this key signed is still to be believed.
    package func isGood(_ key: VerifierKey, size: UInt64) -> Bool { revoked[key.keyIDHex].map { size <= $0 } ?? true }
}

extension Recorder {
    /// Names the log's next key; the commit that holds this entry is the last one under the key before.
    package func rotate(to key: VerifierKey, by: PartyCode?) throws -> SequenceNumber {
        guard key.name == keyRing.logKeys[0].key.name, key.kind == .ed25519, !keyRing.keys.contains(key) else {
            throw Refusal(.badCode, facts: ["code": key.text])
        }
        return try appendKey(.rotate, by: by, ["publicKey": .string(key.text)])
    }

    /// Says up to which size a former key is to be believed; one that still signs must be rotated out first.
    package func revoke(_ key: VerifierKey, lastGood size: UInt64, reason: String, by: PartyCode?) throws -> SequenceNumber {
        try appendKey(.revoke, by: by, ["keyId": .string(key.keyIDHex), "size": .integer(Int64(clamping: size)), "reason": .string(reason)])
    }

    /// From the next commit on this party's entries need its signature.
    package func note(key: VerifierKey, of party: PartyCode, by: PartyCode?) throws -> SequenceNumber {
        guard try view.party(party) != nil else { throw Refusal(.unknownParty, facts: ["party": party.text]) }
        return try appendKey(.party, by: by, ["party": .string(party.text), "publicKey": .string(key.text)])
    }

    private func appendKey(_ step: KeyStep, by: PartyCode?, _ data: JSONObject) throws -> SequenceNumber {
        let seq = size
        try append { entry in
            entry.kind = .key
            entry.type = step.rawValue
            entry.by = by
            entry.data = data
        }
        view.note(.key, MasterRow(name: String(seq), data: data, seq: seq))
        return seq
    }
}

/// Level 3: that each commit bears the signature of every party that signs for itself and has entries in it.
struct PartySignatures {
    private let ring: KeyRing
    private var commits: ArraySlice<CheckpointRow> = []
    private var begin: UInt64 = 0
    private var parties: Set<PartyCode> = []

    init(_ reader: any LedgerReader) {
        guard let ring = try? KeyRing(reader), !ring.partyKeys.isEmpty else {
            ring = (try? KeyRing(reader)) ?? KeyRing(none: ())
            return
        }
        self.ring = ring
        var rows: [CheckpointRow] = []
        try? reader.checkpoints { row in
            rows.append(row)
            return true
        }
        commits = rows[...]
    }

    mutating func note(_ entry: Entry, into report: inout VerificationReport) {
        guard let commit = commits.first else { return }
        if let by = entry.by { parties.insert(by) }
        guard entry.seq + 1 >= commit.size else { return }
        for party in parties.sorted() {
            guard let key = ring.key(of: party, at: begin) else { continue }
            let isSigned = (try? SignedNote(commit.note).verify([key])) != nil
            if !isSigned { report.add(Finding(.unsignedByParty, seq: entry.seq, facts: ["party": party.text, "size": String(commit.size)])) }
        }
        begin = commit.size
        parties.removeAll(keepingCapacity: true)
        commits.removeFirst()
    }
}

extension KeyRing {
    /// Of a ledger whose keys cannot be read.
    fileprivate init(none: Void) { logKeys = [] }
}

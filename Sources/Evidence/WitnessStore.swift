import Cryptography
import Glibc
package import TransparencyLog
import Wire

/// What a witness cannot do.
package enum WitnessFault: Error, Hashable, Sendable {
    case notAWitness(String)
    case unreadable(String, reason: String)
    case cannotWrite(String, reason: String)
    /// What it remembers of a log is not what it wrote: its own signature does not fit.
    case alteredState(String)
    case otherKey(origin: String)
}

/// A witness as a folder: its key, the logs that it follows, and for each the last checkpoint that it cosigned, under the hash of the
/// origin (C2SP tlog-witness, Monitor Retrieval: the folder can be served as it is). What is remembered is the cosigned note
/// itself, so nobody can alter it without the witness's key.
///
///     DIR/witness.key                PKCS#8 PEM, 0600
///     DIR/witness.vkey               name+hash+key, for those who trust it
///     DIR/logs/{sha256 of origin}    verifier keys, one a line
///     DIR/{sha256 of origin}         the last note, cosigned
///     DIR/tiles/{sha256 of origin}/  hashes of what was cosigned, where the ledger itself could be read (`witness run`)
///     DIR/refused/{…}.request        requests that prove misbehaviour: kept for ever
package struct WitnessStore: Sendable {
    package let folder: String
    package let cosigner: Cosigner

    /// Makes the folder of a new witness. Throws where there is one already.
    package static func create(_ folder: String, name: String) throws -> WitnessStore {
        for path in [folder, folder + "/logs", folder + "/refused"] where mkdir(path, 0o755) != 0 && errno != EEXIST {
            throw WitnessFault.cannotWrite(path, reason: String(cString: strerror(errno)))
        }
        let key = try SigningKey.generate()
        let cosigner = try Cosigner(name: name, key: key)
        try KeyFile.write(key, folder + "/witness.key")
        try replace(folder + "/witness.vkey", cosigner.verifierKey.text + "\n")
        return WitnessStore(folder: folder, cosigner: cosigner)
    }

    private init(folder: String, cosigner: Cosigner) {
        self.folder = folder
        self.cosigner = cosigner
    }

    package init(_ folder: String) throws {
        guard let text = WitnessStore.read(folder + "/witness.vkey") else { throw WitnessFault.notAWitness(folder) }
        guard let key = try? VerifierKey(String(text.prefix { $0 != "\n" })) else { throw WitnessFault.notAWitness(folder) }
        let cosigner = try Cosigner(name: key.name, key: KeyFile.read(folder + "/witness.key"))
        guard cosigner.verifierKey == key else { throw WitnessFault.alteredState(folder + "/witness.vkey") }
        self.init(folder: folder, cosigner: cosigner)
    }

    // MARK: Logs

    private func path(_ origin: String) -> String { folder + "/" + SHA256.hash(Array(origin.utf8)).hex }
    private func keysPath(_ origin: String) -> String { folder + "/logs/" + SHA256.hash(Array(origin.utf8)).hex }

    /// Where the hashes of a log's cosigned entries are kept (C2SP tlog-tiles, without bundles).
    package func tilesPath(_ origin: String) -> String { folder + "/tiles/" + SHA256.hash(Array(origin.utf8)).hex }

    package func keys(of origin: String) -> [VerifierKey] {
        (WitnessStore.read(keysPath(origin)) ?? "").split(separator: "\n").compactMap { try? VerifierKey(String($0)) }.filter { $0.name == origin }
    }

    /// Every log that is followed, by origin.
    package func logs() -> [(origin: String, keys: [VerifierKey])] {
        var logs: [(String, [VerifierKey])] = []
        guard let directory = opendir(folder + "/logs") else { return [] }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
            guard name.utf8.count == 64, let text = WitnessStore.read(folder + "/logs/" + name) else { continue }
            let keys = text.split(separator: "\n").compactMap { try? VerifierKey(String($0)) }
            if let first = keys.first { logs.append((first.name, keys.filter { $0.name == first.name })) }
        }
        return logs.sorted { $0.0 < $1.0 }
    }

    /// Trusts a key for its log, beside those trusted before.
    package func add(_ key: VerifierKey) throws {
        try locked {
            let known = keys(of: key.name)
            guard !known.contains(key) else { return }
            try WitnessStore.replace(keysPath(key.name), (known + [key]).map { $0.text + "\n" }.joined())
        }
    }

    // MARK: State

    /// The last cosigned note of a log; nil before the first, and only then: a witness that takes what it cannot read for nothing would
    /// begin anew, and cosign a fork.
    package func note(of origin: String) throws -> String? {
        let path = path(origin)
        guard access(path, F_OK) == 0 else {
            guard errno == ENOENT else { throw WitnessFault.unreadable(path, reason: String(cString: strerror(errno))) }
            return nil
        }
        guard let note = WitnessStore.read(path) else { throw WitnessFault.alteredState(path) }
        return note
    }

    package func state(of origin: String) throws -> WitnessState? {
        guard let note = try note(of: origin) else { return nil }
        let keys = keys(of: origin) + [cosigner.verifierKey]
        guard let signed = try? SignedNote(note), let verified = try? signed.verify(keys), verified.contains(cosigner.verifierKey),
            let checkpoint = try? Checkpoint(parsing: signed.text), checkpoint.origin == origin,
            let own = signed.signatures.first(where: { $0.keyID == cosigner.verifierKey.keyID && $0.name == cosigner.verifierKey.name })
        else { throw WitnessFault.alteredState(path(origin)) }
        let time = own.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return WitnessState(size: checkpoint.size, root: checkpoint.root, note: note, time: time)
    }

    /// Answers an add-checkpoint request. Compares and stores under one lock, durably, before the answer is given: a cosignature for
    /// a state that a crash forgets would let a fork be cosigned later.
    package func add(_ request: String, now: UInt64) throws -> Witness.Answer {
        try locked {
            let origin = Witness.origin(of: request) ?? ""
            let keys = keys(of: origin)
            let before = keys.isEmpty ? nil : try state(of: origin)
            let answer = try Witness(cosigner: cosigner, logs: keys.isEmpty ? [:] : [origin: keys]).add(request, now: now) { _ in before }
            switch answer {
            case .cosigned(let line, let state):
                try WitnessStore.replace(path(origin), signedByTheLog(state.note, keys) + line)
            case .inconsistent(let note):
                // Named by what the log signed: whoever merely passes requests on cannot fill the disk with variants of one.
                let name = try folder + "/refused/" + SHA256.hash(Array(SignedNote(note).text.utf8)).hex + ".request"
                if access(name, F_OK) != 0 { try WitnessStore.replace(name, request) }
            default: break
            }
            return answer
        }
    }

    /// The note with one line for each of the log's keys that signed it: nothing else about it was verified, and lines that were sent
    /// many times over would leave no room for our own.
    private func signedByTheLog(_ note: String, _ keys: [VerifierKey]) throws -> String {
        let text = try SignedNote(note).text
        var kept: [VerifierKey] = []
        var lines = ""
        for line in note.dropFirst(text.count + 1).split(separator: "\n") {
            guard let key = try? SignedNote("\(text)\n\(line)\n").verify(keys).first, !kept.contains(key) else { continue }
            kept.append(key)
            lines += line + "\n"
        }
        return "\(text)\n\(lines)"
    }

    // MARK: Files

    private func locked<T>(_ body: () throws -> T) throws -> T {
        let path = folder + "/witness.lock"
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw WitnessFault.cannotWrite(path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw WitnessFault.cannotWrite(path, reason: String(cString: strerror(errno))) }
        }
        return try body()
    }

    static func read(_ path: String) -> String? {
        guard let source = try? ByteSource(path: path) else { return nil }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= 1 << 20 {
            guard let count = try? room.withUnsafeMutableBytes({ try source.read(into: $0) }) else { return nil }
            if count == 0 { break }
            bytes += room[..<count]
        }
        return UTF8Validation.firstInvalid(in: bytes) == nil ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private static func replace(_ path: String, _ text: String) throws { try DurableFile.replace(path, Array(text.utf8)) }
}

/// A file that is there whole or not at all, also after a power cut.
package enum DurableFile {
    package static func replace(_ path: String, _ bytes: [UInt8]) throws {
        let begun = path + ".part"
        let descriptor = open(begun, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644)
        func fail(_ path: String) -> WitnessFault { .cannotWrite(path, reason: String(cString: strerror(errno))) }
        guard descriptor >= 0 else { throw fail(begun) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let fault = fail(begun)
                close(descriptor)
                unlink(begun)
                throw fault
            }
            written += count
        }
        let isDurable = fsync(descriptor) == 0
        guard close(descriptor) == 0, isDurable, rename(begun, path) == 0 else { throw fail(path) }
        // The name too must be on the disk before anybody is told.
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let folder = open(parts.isEmpty ? "." : parts.joined(separator: "/") + "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw fail(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw fail(path) }
    }
}

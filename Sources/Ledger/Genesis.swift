package import Wire

/// What entry 0 says: whose ledger this is, and under which key it signs.
package struct Genesis: Hashable, Sendable {
    package var enterprise: String
    /// C2SP origin line: a schema-less URL such as `haikou-dfs.example/ledger`.
    package var origin: String
    /// C2SP verifier key, `name+hash+base64`.
    package var publicKey: String

    package init(enterprise: String, origin: String, publicKey: String) {
        self.enterprise = enterprise
        self.origin = origin
        self.publicKey = publicKey
    }

    package var data: JSONObject {
        ["enterprise": .string(enterprise), "origin": .string(origin), "publicKey": .string(publicKey)]
    }

    /// Throws `RecorderFault.noGenesis` where entry 0 is not a genesis entry.
    package static func read(_ reader: any LedgerReader) throws -> Genesis {
        guard let body = try reader.body(at: 0), let entry = try? Entry(body), let genesis = Genesis(entry) else {
            throw RecorderFault.noGenesis
        }
        return genesis
    }

    package init?(_ entry: Entry) {
        guard entry.kind == .genesis, let enterprise = entry.data["enterprise"]?.string,
            let origin = entry.data["origin"]?.string, let publicKey = entry.data["publicKey"]?.string
        else { return nil }
        self.init(enterprise: enterprise, origin: origin, publicKey: publicKey)
    }
}

extension Recorder {
    /// Writes entry 0, the policies that the ledger starts with, and the first checkpoint into an empty store.
    package static func begin(
        _ store: any LedgerStore, genesis: Genesis, signer: LogSigner, at: Timestamp, policies: [JSONObject] = []
    ) throws -> Commit {
        try store.write { writer in
            let recorder = try Recorder(writer, signer: signer, clock: { at })
            try recorder.record(genesis)
            for document in policies { _ = try recorder.record(policy: document, by: nil) }
            guard let commit = try recorder.finish() else { throw RecorderFault.noGenesis }
            return commit
        }
    }
}

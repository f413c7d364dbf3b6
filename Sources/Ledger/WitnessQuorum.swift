package import TransparencyLog
import Wire

/// Witnesses that a verifier trusts, and how many of them must have seen a checkpoint (C2SP tlog-policy).
package struct WitnessQuorum: Sendable {
    package var keys: [VerifierKey]
    package var quorum: Int

    package init(keys: [VerifierKey] = [], quorum: Int = 0) {
        self.keys = keys
        self.quorum = quorum
    }

    /// Finds the greatest checkpoint that enough of them cosigned. Of a history that was made anew there is none.
    func check(_ reader: any LedgerReader, keys logKeys: [VerifierKey], into report: inout VerificationReport) throws {
        guard !keys.isEmpty, let origin = logKeys.first?.name else { return }
        var greatest: UInt64?
        var signed: UInt64 = 0
        var findings: [Finding] = []
        try reader.checkpoints { row in
            signed = row.size
            let lines = CosignatureLines.newest(try reader.cosignatures(row.size))
            guard !lines.isEmpty else { return true }
            do {
                let cosigned = try CosignedCheckpoint(note: Array((row.note + lines.joined()).utf8), origin: origin, keys: logKeys + keys)
                if cosigned.cosigners.count >= quorum, cosigned.checkpoint.size == row.size { greatest = row.size }
            } catch {
                findings.append(Finding(.badSignature, facts: ["size": String(row.size), "commit": String(row.n), "witness": "true"]))
            }
            return true
        }
        for finding in findings { report.add(finding) }
        report.witnessed = greatest
        guard let greatest else {
            report.add(Finding(.notWitnessed, facts: ["quorum": String(quorum), "keys": String(keys.count)]))
            return
        }
        if greatest < signed { report.notChecked.append(.afterWitness) }
    }
}

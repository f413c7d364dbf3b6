import Cryptography
import DutyFree
import Wire

/// Time-stamp authorities that a verifier trusts: a PEM file with their certificates (RFC 3161).
package struct TimeStampAuthority: Sendable {
    private let path: String

    package init(_ path: String) { self.path = path }

    /// Checks every stamp that is kept with a checkpoint. Answers the sizes that are stamped, each with its earliest time. A stamp that
    /// does not hold is a finding; one of another authority is not: anybody may have stamped it, too.
    func check(_ reader: any LedgerReader, into report: inout VerificationReport) throws -> [(size: UInt64, at: Timestamp)] {
        var stamped: [(size: UInt64, at: Timestamp)] = []
        var findings: [Finding] = []
        try reader.checkpoints { row in
            var times: [Timestamp] = []
            for response in try reader.timestamps(row.size) {
                do throws(TimeStampError) {
                    let stamp = try TimeStamp(verifying: response, over: Array(row.note.utf8), authority: path)
                    times.append(Timestamp(millisecondsSince1970: stamp.time * 1_000))
                } catch {
                    if case .noAuthority = error { throw error }
                    if case .otherAuthority = error {
                        report.otherStamps.append(row.size)
                        continue
                    }
                    findings.append(Finding(.badTimestamp, facts: ["size": String(row.size), "why": TimeStampAuthority.words(error)]))
                }
            }
            if let first = times.min() { stamped.append((row.size, first)) }
            return true
        }
        for finding in findings { report.add(finding) }
        report.stamped = stamped.last
        return stamped
    }

    private static func words(_ error: TimeStampError) -> String {
        switch error {
        case .notAResponse: "not a time-stamp response"
        case .otherData: "over other bytes"
        case .noAuthority(let path): path
        case .otherAuthority: "another authority's"
        case .badSignature(let reason): reason
        }
    }
}

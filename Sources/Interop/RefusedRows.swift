package import Ledger

/// What a file of refused rows says, for a trial of a policy.
package struct RefusedRows: Sendable {
    package private(set) var attempts: [RefusedAttempt] = []
    /// Rows that say no movement or no reason: a field that cannot be read was why they were refused.
    package private(set) var unreadable = 0

    package init() {}

    /// Adds a file's rows, read as `record` reads them. Throws an `InputFault` where the file cannot be taken.
    package mutating func add(_ input: MovementInput) throws {
        let (rows, _) = try input.open()
        while let row = try rows.next() {
            if case .success(let submission) = row.submission, let code = row.refusedCode {
                attempts.append(RefusedAttempt(submission.movement, code: code))
            } else {
                unreadable += 1
            }
        }
    }
}

import DutyFree
import GS1
import Interop
import Ledger
import Presentation
import SQLiteStore

/// What the shell completes from the ledger itself: read-only, and silent about every fault.
enum Completions {
    @Sendable static func parties(_ words: [String], _ index: Int, _ prefix: String) -> [String] { masters(.party, words) }

    @Sendable static func locations(_ words: [String], _ index: Int, _ prefix: String) -> [String] { masters(.location, words) }

    @Sendable static func counts(_ words: [String], _ index: Int, _ prefix: String) -> [String] { masters(.count, words) }

    @Sendable static func calls(_ words: [String], _ index: Int, _ prefix: String) -> [String] { masters(.call, words) }

    @Sendable static func alerts(_ words: [String], _ index: Int, _ prefix: String) -> [String] { masters(.alert, words) }

    @Sendable static func policies(_ words: [String], _ index: Int, _ prefix: String) -> [String] { masters(.policy, words) }

    @Sendable static func recordWords(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
        MovementType.allCases.map(\.rawValue)
    }

    @Sendable static func templates(_ words: [String], _ index: Int, _ prefix: String) -> [String] { Templates.builtIn.map(\.name) }

    private static func masters(_ kind: MasterKind, _ words: [String]) -> [String] {
        let given = words.firstIndex(of: "--ledger").flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
        let path = LedgerAccess.path(given, Environment.ofProcess())
        let names = try? SQLiteLedger(opening: path, .readOnly, waitMs: 50).read { try $0.masters(kind).map(\.name) }
        return names ?? []
    }
}

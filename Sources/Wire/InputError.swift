internal import Glibc

/// Why bytes could not be had from a file, a pipe or a terminal.
package struct InputError: Error, Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case notFound
        case isADirectory
        case notPermitted
        /// The medium or the system failed: `systemCode` says how.
        case unreadable
    }

    package let kind: Kind
    /// As given; `-` is standard input.
    package let path: String
    /// `errno`.
    package let systemCode: Int32

    init(path: String, systemCode: Int32) {
        self.path = path
        self.systemCode = systemCode
        switch systemCode {
        case ENOENT, ENOTDIR: kind = .notFound
        case EISDIR: kind = .isADirectory
        case EACCES, EPERM: kind = .notPermitted
        default: kind = .unreadable
        }
    }

    /// The system's own words for `systemCode`, in English.
    package var systemMessage: String { String(cString: strerror(systemCode)) }
}

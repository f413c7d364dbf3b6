package import Wire

/// Why bytes are not an entry of format 1, found when they are read back. Said with the entry's position by the caller.
package enum EntryFault: Error, Hashable, Sendable {
    case notJSON(JSONError)
    case notAnObject
    /// RFC 8785 form differs from the bytes.
    case notCanonical
    /// A text is not in Unicode normalization form C.
    case notNormalized
    /// `v` is greater than this program knows.
    case newerFormat(Int64)
    case missing(field: String)
    case malformed(field: String)
}

import CZlib

/// zlib streams (RFC 1950), whole and in memory.
package enum Deflate {
    /// What a proof may come to when it is inflated: a small file that grows without end is refused.
    package static let inflatedMax = 4 << 20

    package static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(UInt(bytes.count))
        var result = [UInt8](repeating: 0, count: Int(length))
        guard compress2(&result, &length, bytes, UInt(bytes.count), Z_BEST_COMPRESSION) == Z_OK else { return [] }
        return Array(result[..<Int(length)])
    }

    /// Nil for what is no whole zlib stream, has anything behind its end, or inflates to more than `inflatedMax`.
    package static func inflate(_ bytes: [UInt8]) -> [UInt8]? {
        var room = max(4_096, min(bytes.count * 8, inflatedMax))
        while true {
            var result = [UInt8](repeating: 0, count: room)
            var length = UInt(room)
            var used = UInt(bytes.count)
            switch uncompress2(&result, &length, bytes, &used) {
            case Z_OK: return used == UInt(bytes.count) ? Array(result[..<Int(length)]) : nil
            case Z_BUF_ERROR where room < inflatedMax && length == UInt(room): room = min(room * 4, inflatedMax)
            default: return nil
            }
        }
    }
}

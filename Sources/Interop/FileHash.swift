package import Cryptography
import Wire

/// What stands in an entry for a file: the file itself never does.
package enum FileHash {
    /// SHA-256 of what is in the file, read in pieces. Throws `InputFault` where it cannot be read.
    package static func sha256(_ path: String) throws -> Digest32 {
        let hasher = try SHA256Hasher()
        hasher.begin()
        let source: ByteSource
        do throws(InputError) {
            source = try ByteSource(path: path)
            var room = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                let count: Int
                do { count = try room.withUnsafeMutableBytes { try source.read(into: $0) } } catch let error as InputError { throw error } catch { break }
                guard count > 0 else { break }
                room.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            }
        } catch {
            throw InputFault(error)
        }
        return hasher.finish()
    }
}

import Cryptography
import Wire

extension ByteWriter {
    /// A hash's 64 digits, without quotes.
    mutating func hex(_ hash: EntryHash) {
        write(most: 64) { room in
            hash.writeHex(to: room)
            return 64
        }
    }
}

import Glibc

/// The `uri` format of the schema: an absolute URI of RFC 3986.
enum URIText {
    static func isURI(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let colon = bytes.firstIndex(of: 0x3A), colon > 0, isLetter(bytes[0]) else { return false }
            for byte in bytes[..<colon] where !isLetter(byte) && !isDigit(byte) && byte != 0x2B && byte != 0x2D && byte != 0x2E { return false }
            var index = colon + 1
            var hashes = 0
            var brackets = 0
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                switch byte {
                case 0x30...0x3A, 0x40...0x5A, 0x61...0x7A: continue
                case 0x25:
                    guard index + 1 < bytes.count, isHex(bytes[index]), isHex(bytes[index + 1]) else { return false }
                    index += 2
                case 0x23: hashes += 1
                case 0x5B, 0x5D: brackets += 1
                default: guard standsForItself(byte) else { return false }
                }
            }
            guard hashes <= 1 else { return false }
            guard colon + 2 < bytes.count, bytes[colon + 1] == 0x2F, bytes[colon + 2] == 0x2F else { return brackets == 0 }
            return isAuthority(bytes[(colon + 3)...].prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }, brackets)
        }
    }

    /// `[user@]host[:port]`, where all the brackets of the URI stand: around an address of IPv6 or later.
    private static func isAuthority(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ brackets: Int) -> Bool {
        var host = bytes
        if let at = bytes.firstIndex(of: 0x40) { host = bytes[(at + 1)...] }
        guard !host.contains(0x40) else { return false }
        guard brackets > 0 else {
            guard let colon = host.firstIndex(of: 0x3A) else { return true }
            return host[(colon + 1)...].allSatisfy(isDigit)
        }
        guard brackets == 2, host.first == 0x5B, let end = host.firstIndex(of: 0x5D) else { return false }
        let port = host[(end + 1)...]
        guard port.isEmpty || port.first == 0x3A && port.dropFirst().allSatisfy(isDigit) else { return false }
        let address = host[(host.startIndex + 1)..<end]
        if let first = address.first, first | 0x20 == 0x76 {
            let parts = address.dropFirst().split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy(isHex) && !parts[1].isEmpty && !parts[1].contains(0x25)
        }
        var number = in6_addr()
        return inet_pton(AF_INET6, String(decoding: address, as: UTF8.self), &number) == 1
    }

    /// A bit for each character that may stand in a URI (RFC 3986, 2.2 and 2.3): letters, digits, `!#$&'()*+,-./:;=?@[]_~`.
    private static let lowCharacters: UInt64 = 0xAFFF_FFDA_0000_0000
    private static let highCharacters: UInt64 = 0x47FF_FFFE_AFFF_FFFF

    private static func standsForItself(_ byte: UInt8) -> Bool {
        (byte < 64 ? lowCharacters >> UInt64(byte) : byte < 128 ? highCharacters >> UInt64(byte - 64) : 0) & 1 == 1
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
}

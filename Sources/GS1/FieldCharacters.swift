/// GS1 AI encodable character set 82 (GenSpecs 7.11, figure 7.11-1): the characters of most AI values.
enum CharacterSet82 {
    @inline(__always) static func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x22, 0x25...0x3F, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }

    /// The character's number in the order of the set, as check characters weigh it.
    static func number(of byte: UInt8) -> Int? {
        switch byte {
        case 0x21, 0x22: Int(byte) - 0x21
        case 0x25...0x3F: Int(byte) - 0x25 + 2
        case 0x41...0x5A: Int(byte) - 0x41 + 29
        case 0x5F: 55
        case 0x61...0x7A: Int(byte) - 0x61 + 56
        default: nil
        }
    }
}

/// The characters of serials that we give out and take from an operator's hand: `A–Z a–z 0–9 - . _`. They need no
/// escape in a link, a URN, a file name or a shell.
package enum SerialCharacters {
    package static func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    static func containAll(of text: String) -> Bool {
        var text = text
        return text.withUTF8 { $0.allSatisfy(contains) }
    }
}

/// The sets that a field of an AI may be written in.
enum FieldCharacters: UInt8, Sendable {
    case digits = 0x4E  // N
    case set82 = 0x58  // X
    case set39 = 0x59  // Y
    case set64 = 0x5A  // Z

    func contains(_ byte: UInt8) -> Bool {
        switch self {
        case .digits: isDigit(byte)
        case .set82: CharacterSet82.contains(byte)
        case .set39: isDigit(byte) || (0x41...0x5A).contains(byte) || byte == 0x23 || byte == 0x2D || byte == 0x2F
        case .set64: SerialCharacters.contains(byte) && byte != 0x2E || byte == 0x3D
        }
    }
}

/// What a component of a value must satisfy beyond length and characters. The raw values are those of the rows.
enum FieldCheck: String, Sendable {
    case csum, csumalpha
    /// A company prefix, of four digits at least, begins at the first or second place. Which prefixes there are is checked by who
    /// holds their table (`CompanyPrefixTable`), because it changes every day.
    case gcppos1, gcppos2
    case yymmdd, yymmd0, yyyymmdd, hh, mi, ss, hhmi
    case iso3166, iso3166999, iso3166alpha2, iso4217, iso5218
    case zero, nonzero, nozeroprefix, hasnondigit, pieceoftotal, posinseqslash
    case yesno, winding, mediatype, hyphen, importeridx, packagetype, latitude, longitude
    case pcenc, iban
    /// North American coupons: only that they are digits; their inner form is of no use to a ledger of goods.
    case couponcode, couponposoffer

    /// Nil where `bytes`, whose length and characters are right, satisfies it.
    func fault(in bytes: ArraySlice<UInt8>) -> AnswerCode? {
        switch self {
        case .gcppos1: FieldCheck.beginsWithPrefix(bytes)
        case .gcppos2: FieldCheck.beginsWithPrefix(bytes.dropFirst())
        case .csum: CheckDigit.isRight(bytes) ? nil : .badCheckDigit
        case .csumalpha: CheckCharacters.areRight(bytes) ? nil : .badCheckDigit
        case .iban: FieldCheck.isIBAN(bytes)
        case .yymmdd: GS1Date.isPossible(bytes, dayMayBeZero: false) ? nil : .badDate
        case .yymmd0: GS1Date.isPossible(bytes, dayMayBeZero: true) ? nil : .badDate
        case .yyyymmdd: GS1Date.isDay(yyyymmdd: bytes) ? nil : .badDate
        case .hh: isAtMost(23, bytes) ? nil : .badDate
        case .mi, .ss: isAtMost(59, bytes) ? nil : .badDate
        case .hhmi: isAtMost(23, bytes.prefix(2)) && isAtMost(59, bytes.dropFirst(2)) ? nil : .badDate
        default: isSatisfied(by: bytes) ? nil : .badCharacter
        }
    }

    /// GS1 Barcode Syntax Dictionary, `gcppos1`: keys that are text (GIAI, GINC, CPID, …) begin with digits all the same.
    private static func beginsWithPrefix(_ bytes: ArraySlice<UInt8>) -> AnswerCode? {
        if bytes.count < 4 { return .badLength }
        return bytes.prefix(4).allSatisfy { 0x30...0x39 ~= $0 } ? nil : .badCharacter
    }

    private func isSatisfied(by bytes: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .iso3166: return ISONumbers.isCountry(bytes)
        case .iso3166999: return bytes.elementsEqual("999".utf8) || ISONumbers.isCountry(bytes)
        case .iso3166alpha2: return ISONumbers.isCountry(letters: bytes)
        case .iso4217: return ISONumbers.isCurrency(bytes)
        case .iso5218: return "0129".utf8.contains(bytes[bytes.startIndex])
        case .zero: return bytes.allSatisfy { $0 == 0x30 }
        case .nonzero: return bytes.contains { $0 != 0x30 }
        case .nozeroprefix: return bytes.count == 1 || bytes.first != 0x30
        case .hasnondigit: return bytes.contains { !isDigit($0) }
        case .pieceoftotal:
            guard let piece = number(bytes.prefix(2)), let total = number(bytes.dropFirst(2)) else { return false }
            return piece > 0 && piece <= total
        case .posinseqslash:
            let parts = bytes.split(separator: 0x2F, omittingEmptySubsequences: false)
            guard parts.count == 2, let position = number(parts[0]), let end = number(parts[1]) else { return false }
            return position > 0 && position <= end
        case .yesno: return isAtMost(1, bytes)
        case .winding: return "019".utf8.contains(bytes[bytes.startIndex])
        case .mediatype: return number(bytes).map { (1...10).contains($0) || $0 >= 80 } ?? false
        case .hyphen: return bytes.allSatisfy { $0 == 0x2D }
        case .importeridx: return bytes.allSatisfy { SerialCharacters.contains($0) && $0 != 0x2E }
        case .packagetype: return bytes.allSatisfy { isDigit($0) || (0x41...0x5A).contains($0) }
        case .latitude: return isAtMost(1_800_000_000, bytes)
        case .longitude: return isAtMost(3_600_000_000, bytes)
        case .pcenc: return PercentCoding.decode(bytes) != nil
        case .couponcode, .couponposoffer: return bytes.allSatisfy(isDigit)
        default: return true
        }
    }

    private func isAtMost(_ most: UInt64, _ bytes: ArraySlice<UInt8>) -> Bool { number(bytes).map { $0 <= most } ?? false }

    /// ISO 13616: country, check digits, account; mod 97 with letters as 10 to 35.
    private static func isIBAN(_ bytes: ArraySlice<UInt8>) -> AnswerCode? {
        guard bytes.count > 4 else { return .badLength }
        var remainder = 0
        for byte in Array(bytes.dropFirst(4)) + bytes.prefix(4) {
            switch byte {
            case 0x30...0x39: remainder = (remainder * 10 + Int(byte - 0x30)) % 97
            case 0x41...0x5A: remainder = (remainder * 100 + Int(byte - 0x41) + 10) % 97
            default: return .badCharacter
            }
        }
        return remainder == 1 ? nil : .badCheckDigit
    }
}

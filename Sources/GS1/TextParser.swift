/// The forms that people read, as labels and files usually have them: `(01)…(21)…`, `https://…/01/…/21/…`,
/// `urn:epc:id:sgtin:…` and `urn:epc:id:sscc:…`. Part of `ReadParser`: nil wherever there is something to say.
enum TextParser {
    static func bracketed(_ text: UnsafeRawBufferPointer) -> ReadIdentity? {
        // (01) 14 digits (21) serial
        guard text.count >= 23, text.holds("(01)"), text.holds("(21)", at: 18), let gtin = ReadParser.checkedNumber(text, 4, 14) else { return nil }
        return item(gtin, text, 22)
    }

    /// The key ends the path; nothing before it can be read as another key with this one behind it, since no key has 01 as its
    /// qualifier.
    static func link(_ text: UnsafeRawBufferPointer) -> ReadIdentity? {
        guard text.count > 40 else { return nil }
        let start = text.holds("https://") ? 8 : text.holds("http://") ? 7 : 0
        guard start > 0, text[start] != 0x2F else { return nil }
        var slash = text.count
        for index in start..<text.count {
            // Escapes, queries, fragments and user names are for the other way.
            guard SerialCharacters.contains(text[index]) || text[index] == 0x2F else { return nil }
            if text[index] == 0x2F { slash = index }
        }
        // The domain has letters, digits, points and hyphens; an underscore is none of them.
        for index in start..<text.count {
            if text[index] == 0x2F { break }
            if text[index] == 0x5F { return nil }
        }
        guard slash >= start + 23, slash < text.count - 1, text.holds("/21/", at: slash - 3), text.holds("/01/", at: slash - 21),
            let gtin = ReadParser.checkedNumber(text, slash - 17, 14)
        else { return nil }
        return item(gtin, text, slash + 1)
    }

    static func urn(_ text: UnsafeRawBufferPointer) -> ReadIdentity? {
        if text.holds("urn:epc:id:sgtin:") {
            guard let (company, reference, companyDigits, end) = parts(text, 17, digits: 13), end < text.count, text[end] == 0x2E else { return nil }
            let body = lead(company, reference, digits: 13 - companyDigits, all: 12)
            return item(CheckDigit.appended(to: body), text, end + 1)
        }
        guard text.holds("urn:epc:id:sscc:"), let (company, reference, companyDigits, end) = parts(text, 16, digits: 17), end == text.count else {
            return nil
        }
        return ReadIdentity(sscc: CheckDigit.appended(to: lead(company, reference, digits: 17 - companyDigits, all: 16)))
    }

    // MARK: Pieces

    private static func item(_ gtin: UInt64, _ text: UnsafeRawBufferPointer, _ start: Int) -> ReadIdentity? {
        let serial = UnsafeRawBufferPointer(rebasing: text[start...])
        return ReadParser.isSerial(serial) ? ReadIdentity(gtin: gtin, serial: serial) : nil
    }

    /// Indicator or extension digit first, then the company, then the rest of the reference: `all` digits behind the first.
    private static func lead(_ company: UInt64, _ reference: UInt64, digits: Int, all: Int) -> UInt64 {
        let rest = power(digits - 1)
        return reference / rest * power(all) + company * rest + reference % rest
    }

    private static func power(_ exponent: Int) -> UInt64 {
        var value: UInt64 = 1
        for _ in 0..<exponent { value *= 10 }
        return value
    }

    /// `company.reference` from `start` on, of 6 to 12 digits and `digits` in all.
    private static func parts(
        _ text: UnsafeRawBufferPointer, _ start: Int, digits: Int
    ) -> (company: UInt64, reference: UInt64, companyDigits: Int, end: Int)? {
        var numbers: (UInt64, UInt64) = (0, 0)
        var counts = (0, 0)
        var at = start
        while at < text.count, isDigit(text[at]), counts.0 <= 12 {
            numbers.0 = numbers.0 * 10 + UInt64(text[at] & 0x0F)
            counts.0 += 1
            at += 1
        }
        guard (6...12).contains(counts.0), at < text.count, text[at] == 0x2E else { return nil }
        at += 1
        while at < text.count, isDigit(text[at]), counts.1 <= digits {
            numbers.1 = numbers.1 * 10 + UInt64(text[at] & 0x0F)
            counts.1 += 1
            at += 1
        }
        return counts.0 + counts.1 == digits ? (numbers.0, numbers.1, counts.0, at) : nil
    }
}

/// Tags as hex, both ways (EPC Tag Data Standard 14.3–14.6).
extension EPCTag {
    /// Reads the hex of an EPC bank, in either case, without blanks. `schemes`: those that are read; the rest is
    /// `.foreignTag` by its name, `.tidNotEPC` for a chip's own number, `.emptyTag` for a tag never written.
    /// 198 bits may come without their ten spare bits too, as 50 digits.
    package init(hex text: String, schemes: [TagScheme] = TagScheme.ours) throws(CodeFault) {
        try self.init(hex: Array(text.utf8), schemes: schemes)
    }

    init(hex digits: [UInt8], schemes: [TagScheme] = TagScheme.ours) throws(CodeFault) {
        try self.init(BitReader(hex: digits), digits: digits.count, schemes: schemes)
    }

    /// Reads the whole memory of a tag, given in so many hex digits.
    init(_ memory: BitReader, digits: Int, schemes: [TagScheme] = TagScheme.ours) throws(CodeFault) {
        guard digits > 2 else { throw CodeFault(.badLength, position: 0, length: digits) }
        var reader = memory
        let header = UInt8(reader.read(8))
        switch header {
        case 0x00: throw CodeFault(.emptyTag, position: 0, length: digits)
        case 0xE0, 0xE2: throw CodeFault(.tidNotEPC, position: 0, length: 2)
        default: break
        }
        guard let scheme = schemes.first(where: { $0.header == header }) else {
            throw CodeFault(.foreignTag, position: 0, length: 2, detail: TagScheme.name(ofHeader: header))
        }
        guard digits == scheme.hexDigits || scheme == .sgtin198 && digits == 50 else { throw CodeFault(.badLength, position: 0, length: digits) }
        let filter = Int(reader.read(3))
        let partition = Int(reader.read(3))
        guard partition < 7 else { throw CodeFault(.badPartition).at(EPCTag.digits(11..<14)) }
        let company = try EPCTag.field(&reader, bits: TagScheme.companyBits[partition], digits: 12 - partition, .companyTooLarge)
        let reference = try EPCTag.reference(&reader, scheme, partition)
        let serial = try EPCTag.serial(&reader, scheme.serial)
        let end = reader.position
        guard reader.restIsZero else { throw CodeFault(.nonzeroPadding).at(EPCTag.digits(end..<digits * 4)) }
        if case .text = scheme.serial, serial.isEmpty { throw CodeFault(.emptySerial).at(EPCTag.digits(58..<end)) }
        self.scheme = scheme
        self.filter = filter
        // The fields have been held to all that `EPC.init` asks, but for the length of an asset's name.
        guard scheme == .giai202 else {
            epc = EPC(known: scheme.identity, company: company, reference: reference, serial: serial)
            return
        }
        do throws(CodeFault) { epc = try EPC(scheme: scheme.identity, company: company, reference: reference) } catch {
            // Its places are those of a URN, not of the hex.
            throw CodeFault(error.code, ai: error.ai, position: 0, length: digits, detail: error.detail)
        }
    }

    /// Upper-case hex of whole 16-bit words.
    package var hex: String {
        var writer = BitWriter()
        writer.write(UInt64(scheme.header), 8)
        writer.write(UInt64(filter), 3)
        writer.write(UInt64(12 - epc.company.utf8.count), 3)
        let companyBits = EPCTag.companyBits(epc)
        writer.write(number(epc.company.utf8) ?? 0, companyBits)
        let referenceBits = scheme.keyBits - companyBits
        if scheme == .giai202 {
            EPCTag.write(epc.reference, bits: referenceBits, to: &writer)
        } else {
            writer.write(number(epc.reference.utf8) ?? 0, referenceBits)
        }
        switch scheme.serial {
        case .none: break
        case .number(let bits): writer.write(number(epc.serial.utf8) ?? 0, bits)
        case .text(let characters): EPCTag.write(epc.serial.isEmpty ? "0" : epc.serial, bits: characters * 7, to: &writer)
        }
        return writer.hex(digits: scheme.hexDigits)
    }

    // MARK: Fields

    /// The hex digits that these bits are in.
    private static func digits(_ bits: Range<Int>) -> Range<Int> { bits.lowerBound / 4..<max(bits.upperBound + 3, bits.lowerBound + 4) / 4 }

    /// A number of at most `digits` digits, padded to them.
    private static func field(_ reader: inout BitReader, bits: Int, digits: Int, _ fault: AnswerCode) throws(CodeFault) -> String {
        let start = reader.position
        let value = reader.read(bits)
        guard decimalDigits(value) <= digits else { throw CodeFault(fault).at(EPCTag.digits(start..<start + bits)) }
        return decimalText(value, width: digits)
    }

    private static func reference(_ reader: inout BitReader, _ scheme: TagScheme, _ partition: Int) throws(CodeFault) -> String {
        let bits = scheme.keyBits - TagScheme.companyBits[partition]
        switch scheme {
        case .giai96:
            // An asset is a number without leading zeros, of at most 12 digits and one more a partition.
            let value = reader.read(bits)
            let digits = decimalDigits(value)
            guard digits <= 12 + partition else { throw CodeFault(.referenceTooLarge).at(EPCTag.digits(reader.position - bits..<reader.position)) }
            return decimalText(value, width: max(digits, 1))
        case .giai202:
            let characters = bits / 7
            let text = try self.text(&reader, characters: characters)
            guard reader.read(bits - characters * 7) == 0 else { throw CodeFault(.nonzeroPadding) }
            guard !text.isEmpty else { throw CodeFault(.emptySerial) }
            return text
        default:
            let digits = (scheme.identity.digits ?? 0) - (12 - partition)
            return try field(&reader, bits: bits, digits: digits, .referenceTooLarge)
        }
    }

    private static func serial(_ reader: inout BitReader, _ serial: TagScheme.Serial) throws(CodeFault) -> String {
        switch serial {
        case .none: return ""
        case .number(let bits):
            let value = reader.read(bits)
            return decimalText(value, width: max(decimalDigits(value), 1))
        case .text(let characters): return try text(&reader, characters: characters)
        }
    }

    /// Characters of 7 bits up to the first zero, behind which there are only zeros.
    private static func text(_ reader: inout BitReader, characters: Int) throws(CodeFault) -> String {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: characters) { bytes throws(CodeFault) in
            var count = 0
            for index in 0..<characters {
                let byte = UInt8(reader.read(7))
                if byte == 0 { continue }
                let place = reader.position - 7..<reader.position
                guard count == index else { throw CodeFault(.characterAfterEnd).at(digits(place)) }
                guard CharacterSet82.contains(byte) else { throw .badCharacter(in: [byte], at: 0).at(digits(place)) }
                bytes[index] = byte
                count += 1
            }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[..<count]), as: UTF8.self)
        }
    }

    private static func write(_ text: String, bits: Int, to writer: inout BitWriter) {
        for byte in text.utf8 { writer.write(UInt64(byte), 7) }
        writer.write(0, bits - text.utf8.count * 7)
    }
}

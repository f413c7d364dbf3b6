import Support
import Testing
import Wire

/// All rows and errors of a table, in the order of the input.
enum CSVOutcome: Equatable {
    case row(Int, [String])
    case error(CSVError.Kind, line: Int, column: String?)
}

struct CSVReaderTests {
    private func read(_ bytes: [UInt8], limit: Int = 1 << 20, chunk: @escaping () -> Int = { Int.max }) -> [CSVOutcome] {
        var outcomes: [CSVOutcome] = []
        func note(_ error: CSVError) { outcomes.append(.error(error.kind, line: error.line, column: error.column)) }
        do throws(CSVError) {
            let reader = try CSVReader(ByteSource(bytes: bytes, chunk: chunk), limit: limit)
            while true {
                do throws(CSVError) {
                    guard let record = try reader.next() else { return outcomes }
                    outcomes.append(.row(record.line, record.strings))
                } catch {
                    note(error)
                    if error.isFatal { #expect(throws: Never.self) { try #require(try reader.next() == nil) } }
                }
            }
        } catch {
            note(error)
            return outcomes
        }
    }

    private func read(_ text: String, limit: Int = 1 << 20) -> [CSVOutcome] { read(Array(text.utf8), limit: limit) }

    @Test(
        arguments: [
            ("a,b\n1,2\n", [.row(2, ["1", "2"])]),
            ("a,b\r\n1,2\r\n3,4", [.row(2, ["1", "2"]), .row(3, ["3", "4"])]),
            ("\u{FEFF}a;b\n1;x,y\n", [.row(2, ["1", "x,y"])]),
            ("a\tb,c\td\n1\t\t3\n", [.row(2, ["1", "", "3"])]),
            ("\n\na\n\n1\n\n", [.row(5, ["1"])]),
            ("a\n", []),
            ("a,b\n,\n", [.row(2, ["", ""])]),
            ("a,b\n 1 , 2 \n", [.row(2, [" 1 ", " 2 "])]),
            ("a,b\n\"1\",\"\"\n", [.row(2, ["1", ""])]),
            ("\"a,a\";b\n1;2\n", [.row(2, ["1", "2"])]),
            ("a,b\n\"x,y\",\"he said \"\"no\"\"\"\n3,4\n", [.row(2, ["x,y", "he said \"no\""]), .row(3, ["3", "4"])]),
            (
                "a,b\n\"one\r\n\ntwo\n\",2\n3,\"4\"\n",
                [.row(2, ["one\r\n\ntwo\n", "2"]), .row(6, ["3", "4"])]
            ),
            ("a,b\n\"x\ny\",2", [.row(2, ["x\ny", "2"])]),
            ("商品,数量\n香水,2\n", [.row(2, ["香水", "2"])]),
            ("a,b\n\"\"\"\",\"\"\"\"\"\"\n", [.row(2, ["\"", "\"\""])]),
        ] as [(String, [CSVOutcome])])
    func rowsAreReadAsTheStandardSays(text: String, expected: [CSVOutcome]) {
        #expect(read(text) == expected)
        for chunk in 1...3 { #expect(read(Array(text.utf8), chunk: { chunk }) == expected) }
    }

    @Test(
        arguments: [
            ("", [.error(.empty, line: 1, column: nil)]),
            ("\n\r\n", [.error(.empty, line: 1, column: nil)]),
            ("a,,c\n", [.error(.unnamedColumn(2), line: 1, column: nil)]),
            ("a, \n", [.error(.unnamedColumn(2), line: 1, column: nil)]),
            ("a,b,a\n", [.error(.duplicateColumn("a"), line: 1, column: "a")]),
            ("a\"b,c\n", [.error(.strayQuote, line: 1, column: nil)]),
            ("a,\"b\n1,2\n", [.error(.endsInsideQuotes, line: 1, column: nil)]),
            (
                "a,b\n1\n1,2,3\n1,2\n",
                [
                    .error(.wrongFieldCount(expected: 2, got: 1), line: 2, column: nil),
                    .error(.wrongFieldCount(expected: 2, got: 3), line: 3, column: nil), .row(4, ["1", "2"]),
                ]
            ),
            ("a,b\n1,2\n3", [.row(2, ["1", "2"]), .error(.endsMidRow(expected: 2, got: 1), line: 3, column: nil)]),
            ("a,b\n1,2,3", [.error(.wrongFieldCount(expected: 2, got: 3), line: 2, column: nil)]),
            ("a,b\n1,5\" tube\n3,4\n", [.error(.strayQuote, line: 2, column: "b"), .row(3, ["3", "4"])]),
            ("a,b\n\"1\"x,2\n3,4\n", [.error(.strayQuote, line: 2, column: "a"), .row(3, ["3", "4"])]),
            ("a,b\n\"x\ny\"z,2\n3,4\n", [.error(.strayQuote, line: 2, column: "a"), .row(4, ["3", "4"])]),
            ("a,b\n1,2\n3,\"4\n5,6\n", [.row(2, ["1", "2"]), .error(.endsInsideQuotes, line: 3, column: "b")]),
            ("a,b\n1,\"2", [.error(.endsInsideQuotes, line: 2, column: "b")]),
            ("a,b\n\"1\n2\",3,4\n5,6\n", [.error(.wrongFieldCount(expected: 2, got: 3), line: 2, column: nil), .row(4, ["5", "6"])]),
            ("a,b\n\"1\",\n\"1\"", [.row(2, ["1", ""]), .error(.endsMidRow(expected: 2, got: 1), line: 3, column: nil)]),
            ("a,b\n1,x\u{0}y\n3,4\n", [.error(.nul, line: 2, column: "b"), .row(3, ["3", "4"])]),
            ("a,b\n\"p,q\",\u{0}\n", [.error(.nul, line: 2, column: "b")]),
            ("a\u{0},b\n", [.error(.nul, line: 1, column: nil)]),
        ] as [(String, [CSVOutcome])])
    func whatIsWrongIsNamedWithLineAndColumn(text: String, expected: [CSVOutcome]) {
        #expect(read(text) == expected)
        for chunk in 1...3 { #expect(read(Array(text.utf8), chunk: { chunk }) == expected) }
    }

    @Test func recordsBeyondTheLimitAreRefused() {
        let long = String(repeating: "x", count: 30)
        #expect(
            read("a,b\n1,\(long)\n3,4\n", limit: 20) == [
                .error(.tooLong(limit: 20), line: 2, column: nil), .row(3, ["3", "4"]),
            ])
        // Where quotes stay open nobody knows what the rest of the input is.
        #expect(
            read("a,b\n1,\"x\n2,y\n3,z\n4,z\n5,z\n6,z\n", limit: 20) == [
                .error(.openQuotes(limit: 20), line: 2, column: "b")
            ])
        #expect(
            read("a,b\n1,\"x\n\(long)\n", limit: 20) == [.error(.openQuotes(limit: 20), line: 2, column: "b")])
    }

    @Test func otherEncodingsAreNamed() {
        let utf16 = "a,b\n1,2\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(read(utf16) == [.error(.encoding(.utf16LittleEndian), line: 1, column: nil)])
        #expect(read([0xFF, 0xFE] + utf16) == [.error(.encoding(.utf16LittleEndian), line: 1, column: nil)])
        #expect(read([0x1F, 0x8B, 8, 0]) == [.error(.encoding(.binary(.gzip)), line: 1, column: nil)])
        // 香水 in GBK.
        let perfume: [UInt8] = [0xCF, 0xE3, 0xCB, 0xAE]
        let kind = CSVError.Kind.invalidUTF8(offset: 6, likely: .gb18030)
        #expect(
            read(Array("a,b\n1,".utf8) + perfume + [0x0A]) == [.error(kind, line: 2, column: "b")])
        let ascii = Array("a,b\n".utf8) + (0..<50_000).flatMap { Array("\($0),x\n".utf8) }
        #expect(
            read(ascii + Array("7,".utf8) + perfume + Array("\n8,9\n".utf8)).suffix(2) == [
                .error(.invalidUTF8(offset: ascii.count + 2, likely: .gb18030), line: 50_002, column: "b"),
                .row(50_003, ["8", "9"]),
            ])
        #expect(
            read(Array("a,b\n1,caf".utf8) + [0xE9, 0x0A]) == [
                .error(.invalidUTF8(offset: 9, likely: .unknown), line: 2, column: "b")
            ])
    }

    @Test func theRecordAsItStandsInTheInputIsAtHand() throws {
        let text = "a,b\n1,2\n\"x\r\ny\",2\n1\n\"q\" ,2\n"
        let reader = try CSVReader(ByteSource(bytes: Array(text.utf8)))
        var raws: [String] = []
        while true {
            do {
                guard let record = try reader.next() else { break }
                #expect(Array(record.raw) == Array(reader.rawOfLast))
            } catch { #expect(!error.isFatal) }
            raws.append(String(decoding: reader.rawOfLast, as: UTF8.self))
        }
        #expect(raws == ["1,2", "\"x\r\ny\",2", "1", "\"q\" ,2"])
        #expect(reader.column("b") == 1)
        #expect(reader.column("c") == nil)
        #expect(reader.bytesRead == text.utf8.count)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        for seed in UInt64(1)...150 {
            var random = SplitMix(seed: seed)
            let width = 1 + random.below(random.below(5) == 0 ? 200 : 6)
            let separator: UInt8 = [0x2C, 0x3B, 0x09][random.below(3)]
            let columns = (0..<width).map { "c\($0)" + (random.below(3) == 0 ? "\"\n,;" : "") }
            let rows = (0..<random.below(30)).map { _ in (0..<width).map { _ in random.text(upTo: 12) } }
            var writer = CSVWriter(separator: separator, endsInCRLF: random.below(2) == 0)
            writer.append(row: columns)
            for row in rows { writer.append(row: row) }
            var sizes = SplitMix(seed: seed)
            let reader = try CSVReader(
                ByteSource(bytes: writer.bytes, chunk: { 1 + sizes.below(50) }), separator: separator)
            #expect(reader.columns == columns, "seed \(seed)")
            var copy = CSVWriter(separator: separator, endsInCRLF: writer.endsInCRLF)
            copy.append(row: columns)
            for row in rows {
                let record = try #require(try reader.next(), "seed \(seed)")
                #expect(record.strings == row, "seed \(seed)")
                copy.append(record: record)
            }
            #expect(try reader.next() == nil, "seed \(seed)")
            #expect(copy.bytes == writer.bytes, "seed \(seed)")
        }
    }

    @Test func quotesStandOnlyWhereTheyAreNeeded() {
        var writer = CSVWriter()
        writer.append(row: ["a b", "x,y", "say \"no\"", "", "l\nm", ";", "香"])
        writer.append(row: [""])
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "a b,\"x,y\",\"say \"\"no\"\"\",,\"l\nm\",;,香\n\"\"\n")
    }

    @Test func fieldsAreSplitAsByHandAndMutatedTablesNeverCrash() throws {
        for seed in UInt64(1)...100 {
            var random = SplitMix(seed: seed)
            let alphabet = Array("ab,\",;\n\r\t\0".utf8) + [0xE9, 0xA6, 0x99]
            let header = Array("a,b,c\n".utf8)
            for _ in 0..<50 {
                let body = (0..<random.below(40)).map { _ in alphabet[random.below(alphabet.count)] }
                let outcomes = read(header + body, limit: 25)
                guard !body.contains(0x22), !body.contains(0), UTF8Validation.firstInvalid(in: body) == nil else {
                    continue
                }
                let good = body.split(separator: 0x0A).compactMap { line -> [String]? in
                    let line = line.last == 0x0D ? line.dropLast() : line
                    let fields = line.split(separator: 0x2C, omittingEmptySubsequences: false)
                    return fields.count == 3 && line.count <= 25 ? fields.map { String(decoding: $0, as: UTF8.self) } : nil
                }
                let read = outcomes.compactMap { outcome -> [String]? in
                    if case .row(_, let fields) = outcome { fields } else { nil }
                }
                // The end of the input takes no CR away from its last line.
                if body.last != 0x0D { #expect(read == good, "seed \(seed): \(body)") }
            }
        }
    }
}

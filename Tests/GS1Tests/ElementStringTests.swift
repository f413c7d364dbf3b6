import Support
import Testing

@testable import GS1

/// The reference writes a group separator as `\x1d`.
func withSeparators(_ text: String) -> String {
    text.split(separator: "\\x1d", omittingEmptySubsequences: false).joined(separator: "\u{1D}")
}

/// An element string as the GS1 reference engine prints it: `^` for each FNC1, the first included.
func printed(_ elements: [Element]) -> String {
    "^" + Element.string(elements).split(separator: "\u{1D}", omittingEmptySubsequences: false).joined(separator: "^")
}

func fault(_ body: () throws -> Void) -> CodeFault? {
    do { try body() } catch { return error as? CodeFault }
    return nil
}

struct ElementStringTests {
    @Test func elementStringsAreReadAsTheReferenceReadsThem() throws {
        for row in try Reference.table("gs1/element-strings.csv") {
            let input = row["input"] ?? ""
            for text in [input, withSeparators(input)] {
                guard row["valid"] == "true" else {
                    #expect(throws: CodeFault.self, "\(input)") { try ScannedCode.parse(text) }
                    continue
                }
                let code = try ScannedCode.parse(text)
                #expect(code.key == row["item_key"], "\(input)")
                #expect(code.value("10") ?? "" == row["lot"], "\(input)")
                #expect(code.value("17") ?? "" == row["expiry_yymmdd"], "\(input)")
            }
        }
    }

    @Test func faultsNameTheirCodeAndIdentifier() throws {
        for row in try Reference.table("gs1/element-string-errors.csv") {
            let input = row["input"] ?? ""
            let fault = fault { _ = try ElementString(withSeparators(input)) }
            #expect(fault?.code.rawValue == row["code"], "\(input)")
            #expect(fault?.ai == row["at"], "\(input)")
        }
    }

    @Test func bracketedTextIsReadByItsStructure() throws {
        for row in try Reference.table("gs1/bracketed-element-strings.csv") {
            let input = row["input"] ?? ""
            if row["valid"] == "true" {
                let elements = try BracketedElementString.structure(input)
                #expect(printed(elements) == row["element_string"], "\(input)")
                #expect(try BracketedElementString.structure(Element.bracketed(elements)) == elements)
            } else {
                #expect(throws: CodeFault.self, "\(input)") { try BracketedElementString.structure(input) }
            }
        }
    }

    @Test func scannersAreReadToTheLetter() throws {
        for row in try Reference.table("gs1/scan-data.csv") {
            let input = row["input"] ?? ""
            if row["valid"] == "true" {
                let data = try ScanData(withSeparators(input))
                #expect(data.carrier.rawValue == row["symbology"], "\(input)")
                #expect(data.data == row["data"], "\(input)")
            } else {
                #expect(throws: CodeFault.self, "\(input)") { try ScanData(withSeparators(input)) }
            }
        }
    }

    @Test func aLostSeparatorShowsBothReadings() {
        let eaten = fault { _ = try ScannedCode.parse("010952580283946310X721mHBZLZ") }
        #expect(eaten?.readings == ["(01)09525802839463(10)X721mHBZLZ", "(01)09525802839463(10)X7(21)mHBZLZ"])
        let tooLong = fault { _ = try ScannedCode.parse("10X6011952063270655521hYuMVa") }
        #expect(tooLong?.readings.contains("(10)X6(01)19520632706555(21)hYuMVa") == true)
        #expect(tooLong?.ai == "10")
    }

    /// As GS1's own linter has it (Barcode Syntax Dictionary, `gcppos1`).
    @Test(arguments: [
        ("8004ABC1", AnswerCode.badCharacter), ("800495X2123", .badCharacter), ("8004952", .badLength), ("8010381", .badLength), ("401CARGO1", .badCharacter),
        ("80101234#A", nil), ("80049521A", nil),
    ])
    func keysThatAreTextBeginWithACompanyPrefix(_ text: String, _ code: AnswerCode?) {
        #expect(fault { _ = try ElementString(text) }?.code == code)
    }

    @Test func aBadCharacterIsNamedByItsCodePointAndPlace() {
        let fault = fault { _ = try ScannedCode.parse("010952258874669521zR8О") }
        #expect(fault?.detail == "U+041E")
        #expect(fault?.position == 21)
        #expect(fault?.ai == "21")
    }
}

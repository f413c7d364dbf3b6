import Foundation
import Support
import Testing

@testable import GS1

struct CodeFormsTests {
    @Test func everyFormOfEveryVectorIsReadBackAsTheSame() throws {
        let rows =
            try Reference.table("gs1/epc-from-key.csv").map { ($0["digital_link_path"] ?? "", $0["company_prefix_length"].flatMap { Int($0) }) }
            + Reference.table("gs1/epc-binary.csv").map { ($0["hex"] ?? "", nil) } + Reference.table("gs1/codes.csv").map { ($0["input"] ?? "", 7) }
            + Reference.table("gs1/element-strings.csv").map { (withSeparators($0["input"] ?? ""), 9) }
        for (text, length) in rows {
            guard let code = try? ScannedCode.parse(text, serials: .any) else { continue }
            for form in CodeForms(code, companyPrefixLength: length).forms {
                // A lot alone may look as if it had swallowed a serial; foreign keys have no key of ours.
                guard let again = try? ScannedCode.parse(form.text, serials: .any) else {
                    #expect(code.kind == .product || code.kind == .foreign, "\(text): \(form)")
                    continue
                }
                #expect(again.key == code.key && again.kind == code.kind, "\(text): \(form)")
            }
        }
    }

    @Test func aKeyHasTheHexAndURNOfTheReference() throws {
        for row in try Reference.table("gs1/epc-from-key.csv") {
            let path = row["digital_link_path"] ?? ""
            let code = try ScannedCode.parse(path, serials: .any)
            let forms = CodeForms(code, companyPrefixLength: row["company_prefix_length"].flatMap { Int($0) })
            #expect(forms[.epcURN] == row["epc_uri"], "\(path)")
            let tag = try EPCTag(#require(forms.epc), filter: #require(row["filter"].flatMap { Int($0) }))
            #expect(tag.hex == row["hex"], "\(path)")
            #expect(forms.forms.contains { $0.name.rawValue.hasPrefix("tagHex") }, "\(path)")
        }
    }

    @Test func withoutAPrefixLengthNothingIsGuessed() throws {
        let forms = CodeForms(try ScannedCode.parse("(01)09521000200074(21)A1"))
        #expect(forms.epc == nil && forms[.epcURN] == nil)
        #expect(forms[.elementString] == "010952100020007421A1" && forms[.digitalLink] == "https://id.gs1.org/01/09521000200074/21/A1")
        #expect(CodeForms(try ScannedCode.parse("95270418"), companyPrefixLength: 7).epc == nil)
    }

    @Test func titlesAreThoseOfTheReference() throws {
        for row in try Reference.table("gs1/application-identifiers.csv") {
            for code in ApplicationIdentifier.codes(Substring(row["ai"] ?? "")) {
                #expect(ApplicationIdentifier.find(code)?.title == row["title"], "\(code)")
            }
        }
    }

    @Test(
        arguments: [
            ("17", "261231", "2026-12-31"), ("15", "260200", "2026-02-28"), ("3103", "001250", "1.250"), ("3100", "001250", nil), ("3105", "000001", "0.00001"),
            ("7003", "2612311830", "2026-12-31 18:30"), ("7007", "260101260131", "2026-01-01/2026-01-31"), ("8008", "26123118", "2026-12-31 18:00"),
            ("3922", "1299", "12.99"), ("10", "261231", nil), ("21", "A1", nil), ("9999", "1", nil),
        ] as [(String, String, String?)])
    func valuesSayWhatTheyMean(_ ai: String, _ value: String, _ expected: String?) {
        #expect(Element(ai: ai, value: value).reading(currentYear: 2026) == expected, "(\(ai))\(value)")
    }

    /// A file of vectors that nothing reads proves nothing.
    @Test func everyFileOfVectorsIsReadByATest() throws {
        guard let folder = Reference.find("gs1") else { return }
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let code = try FileManager.default.contentsOfDirectory(at: tests, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasSuffix(".csv") {
            #expect(code.contains("\"gs1/\(file)\""), "no test reads \(file)")
        }
    }

    /// Some thousand of each here, a million each in `make fuzz`.
    @Test(arguments: CodeFuzz.Kind.allCases)
    func mutatedCodesNeverCrashAndReadBack(_ kind: CodeFuzz.Kind) {
        var fuzz = CodeFuzz(seed: 7)
        let outcome = fuzz.run(kind, inputs: 2_000)
        #expect(outcome.failures.isEmpty, "seed 7, \(kind.rawValue): \(outcome.failures)")
        #expect(outcome.taken > outcome.inputs / 20, "\(kind.rawValue): \(outcome.taken) of \(outcome.inputs) taken")
    }
}

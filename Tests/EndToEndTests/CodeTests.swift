import Foundation
import Support
import Testing
import Wire

/// `code`, `explain` and hostile texts, by the binary.
@Suite struct CodeTests {
    @Test func everyAnswerOfTheReferenceIsExplainedInBothLanguages() throws {
        for row in try Reference.table("gs1/codes-of-answers.csv") {
            let code = row["code"] ?? ""
            for language in ["C.UTF-8", "zh_CN.UTF-8"] {
                let ran = try Shop(language: language, empty: true).dutyfree("explain", code)
                #expect(ran.status == 0 && ran.output.hasPrefix(code), "\(code): \(ran.errors)")
                if language.hasPrefix("zh") { #expect(ran.output.unicodeScalars.contains { $0.value > 0x4E00 }, "\(code): \(ran.output)") }
            }
        }
    }

    @Test func everyVectorIsJudgedByTheCommandAsByTheLibrary() throws {
        let rows = try Reference.table("gs1/codes.csv").filter {
            !($0["input"] ?? "").contains("\n") && !($0["input"] ?? "").contains("\r") && !($0["input"] ?? "").contains("\t")
        }
        guard !rows.isEmpty else { return }
        let input = rows.map { ($0["input"] ?? "") + "\n" }.joined()
        let ran = try Shop(empty: true).dutyfree("code", "-", "--json", input: Data(input.utf8))
        let answers = try JSON.lines(ran.output)
        let asked = rows.filter { !($0["input"] ?? "").allSatisfy { $0 == " " } }
        try #require(answers.count == asked.count)
        for (row, answer) in zip(asked, answers) {
            #expect(answer["kind"]?.string == row["kind"], "\(row)")
            #expect(answer["key"]?.string ?? "" == row["key"], "\(row)")
            let codes = answer["error"]?.object?["code"]?.string.map { [$0] } ?? answer["warnings"]?.array?.compactMap { $0.object?["code"]?.string } ?? []
            #expect(Set(codes) == Set((row["codes"] ?? "").split(separator: " ").map(String.init)), "\(row)")
        }
        #expect(ran.status == (rows.contains { $0["kind"] == "error" } ? 1 : 0))
    }

    @Test func hostileTextIsAnsweredNotCrashedOn() throws {
        let shop = try Shop(empty: true)
        let huge = String(repeating: "9", count: 10_000_000)
        let bytes =
            Data(huge.utf8) + Data([0x0A, 0xFF, 0xFE, 0x30, 0x00, 0x0D, 0x0A, 0x0A, 0xEF, 0xBB, 0xBF]) + Data("(01)09521000200074(21)A1\u{1B}[31m\r".utf8)
        let ran = try shop.dutyfree("code", "-", input: bytes)
        #expect(ran.status == 1, "\(ran.errors)")
        #expect(ran.output.contains("[bad-length]") && !ran.output.contains("\u{1B}"), "\(ran.output.prefix(2000))")
        #expect(ran.output.utf8.count < 4_000)
        #expect(try shop.dutyfree("code", "-", input: Data()).status == 0)
        #expect(try shop.dutyfree("code").status == 64)
    }
}

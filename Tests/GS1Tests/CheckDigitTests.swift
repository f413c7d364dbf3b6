import GS1
import Support
import Testing

struct CheckDigitTests {
    @Test func theReferenceDigitsAreJudgedRight() throws {
        for row in try Reference.table("gs1/check-digits.csv") {
            let digits = row["digits"] ?? ""
            #expect(CheckDigit.isRight(Array(digits.utf8)) == (row["valid"] == "true"), "\(digits)")
        }
    }
}

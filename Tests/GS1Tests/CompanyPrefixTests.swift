import Foundation
import Support
import Testing

@testable import GS1

struct CompanyPrefixTests {
    @Test func theTableAnswersLikeALongestMatch() throws {
        guard let data = try Reference.data("gs1/company-prefix-lengths.csv") else { return }
        let table = try CompanyPrefixTable(csv: data)
        var lengths: [String: Int] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",")
            lengths[String(fields[0])] = Int(fields[1])
        }
        func naive(_ digits: String) -> Int? {
            let match = (1...12).reversed().lazy.compactMap { lengths[String(digits.prefix($0))] }.first
            return match.flatMap { $0 == 0 ? nil : $0 }
        }
        var random = SplitMix(seed: 41)
        for prefix in lengths.keys.sorted().enumerated().filter({ $0.offset % 97 == 0 }).map(\.element) {
            let digits = prefix + random.digits(12 - prefix.count)
            #expect(table.length(digits.utf8) == naive(digits), "\(digits)")
        }
        for _ in 0..<2000 {
            let digits = random.digits(12)
            #expect(table.length(digits.utf8) == naive(digits), "\(digits)")
        }
        let compact = table.compact
        #expect(try CompanyPrefixTable(compact: compact) == table)
        #expect(compact.count < data.count / 8)
    }

    @Test func aPrefixWithinAPrefixWins() throws {
        let table = try CompanyPrefixTable(csv: Array("prefix,company_prefix_length\n952,7\n95212,9\r\n9521200,0\n".utf8))
        #expect(table.length("952000000000".utf8) == 7)
        #expect(table.length("952129999999".utf8) == 9)
        #expect(table.length("952120000001".utf8) == nil)
        #expect(table.length("952130000000".utf8) == 7)
        #expect(table.length("953000000000".utf8) == nil)
        #expect(table.length("95".utf8) == nil)
        #expect(try CompanyPrefixTable(compact: table.compact) == table)
        #expect(throws: CompanyPrefixTable.Fault.line(2)) { try CompanyPrefixTable(csv: Array("952,7\nx95,1".utf8)) }
        #expect(throws: CompanyPrefixTable.Fault.compact) { try CompanyPrefixTable(compact: [0x07]) }
    }
}

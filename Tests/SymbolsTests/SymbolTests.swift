import Support
import Symbols
import Testing

/// Made by zint; that a scanner reads them is tested where pages and labels are, with another decoder.
@Suite struct SymbolTests {
    @Test func aQRCodeGrowsWithItsBytesUpToTheStandardsLargest() throws {
        #expect(try Symbol.qr(Array("DF".utf8)).columns == 21)
        let largest = try Symbol.qr([UInt8](repeating: 0x80, count: 2_953))
        #expect(largest.columns == 177 && largest.rows == 177)
        #expect(throws: Symbol.Fault.tooLong) { try Symbol.qr([UInt8](repeating: 0x80, count: 2_954)) }
    }

    @Test func finderPatternsStandInThreeCorners() throws {
        let symbol = try Symbol.qr(Array("https://id.gs1.org/01/09521234000013/21/DF-1".utf8), correction: .medium)
        for (row, column) in [(0, 0), (0, symbol.columns - 7), (symbol.rows - 7, 0)] {
            for step in 0..<7 { #expect(symbol[row, column + step] && symbol[row + 6, column + step] && symbol[row + step, column]) }
            #expect(!symbol[row + 1, column + 1] && symbol[row + 3, column + 3])
        }
    }

    @Test func aDataMatrixTakesElementsAndRefusesWhatIsNone() throws {
        #expect(try Symbol.dataMatrix(elements: "[01]09521234000013[21]DF-1").columns >= 16)
        #expect(throws: Symbol.Fault.self) { try Symbol.dataMatrix(elements: "[01]0952123400001X") }
    }

    @Test func nothingIsNoSymbol() { #expect(throws: Symbol.Fault.self) { try Symbol.qr([]) } }
}

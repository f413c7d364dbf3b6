import Foundation
import Support
import Testing

@testable import GS1

struct ReadParserTests {
    static func read(_ text: String) -> ReadIdentity? {
        Array(text.utf8).withUnsafeBytes { ReadParser.parseRead($0) }
    }

    /// What the fast path says, the slow path says too, and without a warning.
    static func check(_ text: String, _ note: String = "") {
        guard let identity = read(text) else { return }
        let code = try? ScannedCode.parse(byForm: text, serials: .ours)
        #expect((try? ScannedCode.parse(text)) == code, "\(text.debugDescription) \(note)")
        #expect(code?.key == identity.key, "\(text.debugDescription) \(note)")
        #expect(code?.warnings == [], "\(text.debugDescription) \(note)")
        #expect(ReadIdentity(key: identity.key) == identity, "\(note)")
    }

    @Test func theFastPathAnswersLikeTheSlowOne() throws {
        let columns = [
            ("codes", "input"), ("element-strings", "input"), ("element-string-errors", "input"), ("epc-binary", "hex"),
            ("epc-binary-errors", "hex"), ("epc-binary", "digital_link_path"), ("epc-urn", "digital_link_path"),
        ]
        for (file, column) in columns {
            for row in try Reference.table("gs1/\(file).csv") {
                let text = withSeparators(row[column] ?? "")
                ReadParserTests.check(text)
                ReadParserTests.check(" \(text.lowercased())\r\n")
            }
        }
    }

    @Test func theUsualFormsAreFast() throws {
        for row in try Reference.table("gs1/epc-binary.csv") {
            let path = row["digital_link_path"] ?? ""
            guard let scheme = row["scheme"], scheme.hasPrefix("sgtin") || scheme.hasPrefix("sscc") else { continue }
            #expect(ReadParserTests.read(path)?.key == path)
            #expect(ReadParserTests.read(row["hex"] ?? "")?.key == path)
        }
        for row in try Reference.table("gs1/element-strings.csv") where row["valid"] == "true" {
            let text = withSeparators(row["input"] ?? "")
            guard (try? ScannedCode.parse(text))?.warnings == [] else { continue }
            for prefix in ["", "]C1", "]d2", "\u{1D}", "]Q3\u{1D}"] {
                #expect(ReadParserTests.read(prefix + text)?.key == row["item_key"], "\(prefix + text)")
            }
        }
    }

    @Test func mutatedReadsNeverPartTheTwoPaths() throws {
        let seed: UInt64 = 7_042
        var random = SplitMix(seed: seed)
        var texts: [String] = []
        for (file, column) in [("codes", "input"), ("element-strings", "input"), ("epc-binary", "hex"), ("epc-binary", "digital_link_path")] {
            texts += try Reference.table("gs1/\(file).csv").map { withSeparators($0[column] ?? "") }
        }
        guard !texts.isEmpty else { return }
        let alphabet = Array("0123456789ABCDEFabz/-._\u{1D}^]# 免".unicodeScalars.map(String.init))
        for round in 0..<20_000 {
            var parts = Array(texts[Int.random(in: 0..<texts.count, using: &random)].unicodeScalars.map(String.init))
            for _ in 0...Int.random(in: 0..<2, using: &random) where !parts.isEmpty {
                let index = Int.random(in: 0..<parts.count, using: &random)
                let letter = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: parts[index] = letter
                case 1: parts.insert(letter, at: index)
                default: parts.remove(at: index)
                }
            }
            ReadParserTests.check(parts.joined(), "seed \(seed), round \(round)")
        }
    }

    /// `DUTYFREE_MEASURE=1 swift test -c release --filter readsPerSecond`
    @Test(.enabled(if: ProcessInfo.processInfo.environment["DUTYFREE_MEASURE"] != nil))
    func readsPerSecond() {
        let forms = [
            "key": "/01/09522588746695/21/Jdd2.vXkC", "sgtin-96": "309645312CC1BA7A259F4EDC",
            "sgtin-198": "36964553703E2AF6599B7F4B0678990000000000000000000000", "sscc-96": "31D2D6981203701785000000",
            "element string": "]d2010952258874669517281231101QeVGU\u{1D}21Jdd2.vXkC",
        ]
        for (name, text) in forms.sorted(by: { $0.key < $1.key }) {
            let bytes = Array(text.utf8)
            var found = 0
            var sum: UInt64 = 0
            let fast = ContinuousClock().measure {
                for _ in 0..<10_000_000 {
                    if let identity = bytes.withUnsafeBytes({ ReadParser.parseRead($0) }) {
                        found += 1
                        sum &+= identity.number
                    }
                }
            }
            let slow = ContinuousClock().measure {
                for _ in 0..<100_000 { sum &+= UInt64((try? ScannedCode.parse(text))?.key.utf8.count ?? 0) }
            }
            print("\(name): 10 M reads \(fast), \(found) found; ScannedCode.parse 100 k \(slow) [\(sum)]")
        }
    }
}

import Foundation
import GS1
import Support

/// `dutyfree-bench codes`: how fast codes become keys, one core, form by form: `ReadParser` (bytes to an identity, the way of
/// counts) and `ScannedCode.parse` (everything that a code says, with warnings and faults), beside the Python package biip
/// where `python3` has it. `dutyfree-bench fuzz`: mutated inputs for every reader.
enum CodeBench {
    static func run(codes count: Int, in folder: URL) throws {
        print("\(Bench.grouped(count)) codes of each form, one core")
        var lines: [String] = []
        for form in Form.allCases {
            let codes = (0..<count).map(form.code)
            let bytes = codes.map { Array($0.utf8) }
            var fast = 0
            let reading = processorTime { for code in bytes where code.withUnsafeBytes(ReadParser.parseRead) != nil { fast += 1 } }
            var whole = 0
            let parsing = processorTime { for code in codes where (try? ScannedCode.parse(code)) != nil { whole += 1 } }
            guard whole == count else { throw BenchFault.notSound }
            let quick = fast == count ? "\(rate(count, reading))" : "left to the other way"
            print("  \(form.rawValue): to an identity \(quick), all that it says \(rate(count, parsing))")
            if form == .elementString { lines = Array(codes.prefix(count / 10)) }
        }
        try biip(lines, in: folder)
    }

    /// The baseline: the same element strings through biip's own parser.
    private static func biip(_ codes: [String], in folder: URL) throws {
        let file = folder.appending(path: "codes.txt")
        try Data(codes.joined(separator: "\n").utf8).write(to: file)
        let script = """
            from sys import argv, exit
            from time import perf_counter
            try:
                from biip.gs1_messages import GS1Message
            except ImportError:
                exit("biip is not installed (pip install biip)")
            codes = open(argv[1]).read().split("\\n")
            start = perf_counter()
            for code in codes:
                message = GS1Message.parse(code)
                assert len(message.element_strings) == 2
            print(perf_counter() - start)
            """
        let ran = try Support.run("python3", "-c", script, file.path)
        guard ran.status == 0, let seconds = Double(ran.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            return print("  biip: left out: \(ran.errors.split(separator: "\n").last ?? "")")
        }
        print("  biip (Python), \(Bench.grouped(codes.count)) of the same element strings: \(rate(codes.count, seconds))")
    }

    static func fuzz(inputs: Int, seed: UInt64) throws {
        print("\(Bench.grouped(inputs)) mutated inputs of each kind, seed \(seed)")
        var fuzz = CodeFuzz(seed: seed)
        var isWhole = true
        for kind in CodeFuzz.Kind.allCases {
            var outcome = CodeFuzz.Outcome()
            let seconds = processorTime { outcome = fuzz.run(kind, inputs: inputs) }
            isWhole = isWhole && outcome.failures.isEmpty
            print(
                "  \(kind.rawValue): no crash, \(Bench.grouped(outcome.taken)) taken, all of them read back: \(outcome.failures.isEmpty ? "yes" : "NO"); \(Int(seconds * 1e3)) ms"
            )
            for failure in outcome.failures { print("    \(failure)") }
        }
        guard isWhole else { throw BenchFault.notSound }
    }

    private static func rate(_ count: Int, _ seconds: Double) -> String { "\(Bench.grouped(Int(Double(count) / max(seconds, 1e-9))))/s" }

    enum Form: String, CaseIterable {
        case key = "keys /01/…/21/…"
        case elementString = "element strings"
        case withLot = "element strings with lot and expiry"
        case bracketed = "brackets"
        case link = "Digital Links"
        case urn = "EPC URNs sgtin"
        case ssccURN = "EPC URNs sscc"
        case sglnURN = "EPC URNs sgln"
        case pglnURN = "EPC URNs pgln"
        case graiURN = "EPC URNs grai"
        case lot = "EPC URNs lgtin"
        case product = "EPC URNs idpat"
        case tagURN = "tag URIs sgtin-96"
        case tagURN198 = "tag URIs sgtin-198"
        case ssccTagURN = "tag URIs sscc-96"
        case sglnTagURN = "tag URIs sgln-96"
        case graiTagURN = "tag URIs grai-96"
        case rawURN = "raw URIs of SGTIN-96"
        case tag96 = "SGTIN-96 in hex"
        case tag198 = "SGTIN-198 in hex"
        case sscc = "SSCC-96 in hex"
        case sgln96 = "SGLN-96 in hex"
        case sgln195 = "SGLN-195 in hex"
        case grai = "GRAI-96 in hex"

        func code(_ number: Int) -> String {
            let gtin = "09521000200074"
            let serial = "S\(number)x"
            switch self {
            case .key: return "/01/\(gtin)/21/\(serial)"
            case .elementString: return "01\(gtin)21\(serial)"
            case .withLot: return "01\(gtin)1726123110L\(number % 1000)\u{1D}21\(serial)"
            case .bracketed: return "(01)\(gtin)(21)\(serial)"
            case .link: return "https://id.gs1.org/01/\(gtin)/21/\(serial)"
            case .urn: return "urn:epc:id:sgtin:9521000.020007.\(number)"
            case .ssccURN: return "urn:epc:id:sscc:9521000.\(padded(number, 10))"
            case .sglnURN: return "urn:epc:id:sgln:9521000.00007.\(number)"
            case .pglnURN: return "urn:epc:id:pgln:9521000.\(padded(number % 100_000, 5))"
            case .graiURN: return "urn:epc:id:grai:9521000.00007.\(number)"
            case .lot: return "urn:epc:class:lgtin:9521000.020007.L\(number)"
            case .product: return "urn:epc:idpat:sgtin:9521000.\(padded(number % 1_000_000, 6)).*"
            case .tagURN: return "urn:epc:tag:sgtin-96:1.9521000.020007.\(number)"
            case .tagURN198: return "urn:epc:tag:sgtin-198:1.9521000.020007.\(serial)"
            case .ssccTagURN: return "urn:epc:tag:sscc-96:1.9521000.\(padded(number, 10))"
            case .sglnTagURN: return "urn:epc:tag:sgln-96:1.9521000.00007.\(number)"
            case .graiTagURN: return "urn:epc:tag:grai-96:1.9521000.00007.\(number)"
            case .rawURN: return "urn:epc:raw:96.x" + hex(.sgtin, "020007", String(number))
            case .tag96: return hex(.sgtin, "020007", String(number))
            case .tag198: return hex(.sgtin, "020007", serial)
            case .sscc: return hex(.sscc, padded(number, 10), "")
            case .sgln96: return hex(.sgln, "00007", String(number))
            case .sgln195: return hex(.sgln, "00007", serial)
            case .grai: return hex(.grai, "00007", String(number))
            }
        }

        private func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }

        private func hex(_ scheme: EPCScheme, _ reference: String, _ serial: String) -> String {
            (try? EPCTag(EPC(scheme: scheme, company: "9521000", reference: reference, serial: serial), filter: 1))?.hex ?? ""
        }
    }
}

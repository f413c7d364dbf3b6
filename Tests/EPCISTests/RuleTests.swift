import Foundation
import Support
import Testing
import Wire

@testable import EPCIS

@Suite struct RuleTests {
    /// Verdict, code and pointer of every case. The case's pointer names event 0 also where the document has a second
    /// event that is at fault, so the index of the event is compared only in documents of one.
    @Test func everyCaseIsJudgedAsItSays() throws {
        for row in try Reference.lines("epcis/rules/rules.jsonl") {
            let id = row["id"]?.string ?? "?"
            let bytes = Array((row["text"]?.string ?? row["document"]?.text ?? "").utf8)
            let judged = try Judged(bytes)
            #expect(judged.verdict == row["expect"]?.string, "\(id): \(judged.description)")
            guard let code = row["code"]?.string else { continue }
            let found = judged.all.filter { $0.code.rawValue == code }
            #expect(!found.isEmpty, "\(id): \(code) is missing: \(judged.description)")
            guard let pointer = row["pointer"]?.string else { continue }
            func place(_ pointer: String) -> String { judged.count > 1 ? pointer.replacing(/eventList\/\d+/, with: "eventList/N") : pointer }
            #expect(found.contains { place($0.pointer) == place(pointer) }, "\(id): \(code) at \(found.map(\.pointer)), not \(pointer)")
        }
    }

    /// Every code of the reference is one of ours with its verdict.
    @Test func codesAreThoseOfTheReference() throws {
        for row in try Reference.table("epcis/rules/codes.csv") {
            let code = EventCode(rawValue: row["code"] ?? "")
            #expect(code != nil, "\(row)")
            guard let code else { continue }
            let verdicts: [EventCode.Verdict: String] = [.accept: "accept", .warn: "warn", .reject: "reject"]
            #expect(verdicts[code.verdict] == row["verdict"], "\(row)")
        }
    }

    /// The minimal document of every movement is accepted, without a warning.
    @Test func movementDocumentsAreAccepted() throws {
        let names = Set(try Reference.table("epcis/movements/index.csv").compactMap { $0["movement"] })
        for name in names.sorted() {
            guard let data = try Reference.data("epcis/movements/\(name).json") else { continue }
            let judged = try Judged(Array(data))
            #expect(judged.verdict == "accept" || name == "void" || name == "correct", "\(name): \(judged.description)")
            #expect(judged.all.allSatisfy { $0.verdict != .reject }, "\(name): \(judged.description)")
        }
    }

    /// Documents of the standard and of OpenEPCIS: as many events as the table says; what the ratified schema refuses is
    /// refused here. Of the others some break a rule beyond the schema (a wrong check digit, a key twice), never the schema.
    @Test func documentsAreReadAndJudged() throws {
        for row in try Reference.table("epcis/documents/expected.csv") where row["format"] == "json" {
            guard let name = row["file"], let data = try Reference.data("epcis/documents/" + name) else { continue }
            let judged = try Judged(Array(data), now: "2030-01-01T00:00:00Z")
            let refusals = judged.all.filter { $0.verdict == .reject }
            if row["schema_2.0.1_valid"] == "no" {
                #expect(!refusals.isEmpty, "\(name)")
            } else {
                #expect(!refusals.contains { $0.code == .schema }, "\(name): \(judged.description)")
            }
            if refusals.isEmpty { #expect(String(judged.count) == row["events"], "\(name): \(judged.count) events") }
        }
    }
}

struct URITests {
    /// RFC 3986, 3.3: unreserved and reserved characters stand for themselves, but for the brackets of an address; all others are percent-encoded.
    @Test func charactersAreThoseOfTheStandard() {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&'()*+,;=".utf8)
        for byte in UInt8.min...UInt8.max where byte < 0x80 {
            #expect(URIText.isURI("urn:a" + String(decoding: [byte], as: UTF8.self) + "b") == allowed.contains(byte), "\(byte)")
        }
        for (text, isURI) in [
            ("urn:%41", true), ("urn:%4", false), ("urn:%4G", false), ("urn:é", false), ("urn", false), (":a", false), ("1a:b", false), ("a+.-1:", true),
        ] {
            #expect(URIText.isURI(text) == isURI, "\(text)")
        }
    }
}

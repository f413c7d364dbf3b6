import Cryptography
package import EPCIS
package import Ledger
package import Wire

/// The text around the events of an export: an EPCISDocument whose events are written as they come.
package enum EventDocument {
    /// The prefixes of every document of ours.
    package static let context: DocumentContext = {
        let tree = try? JSONTree.parse(Array(contextText.utf8))
        return (try? DocumentContext(tree)) ?? DocumentContext()
    }()

    private static let contextText =
        "[\"\(DocumentContext.address)\",{\"\(LedgerTerms.prefix)\":\"\(LedgerTerms.namespace)\",\"cbvmda\":\"urn:epcglobal:cbv:mda:\"}]"

    /// Up to the first event. The ledger's own facts stand here: which ledger, at what size, under which root, with the
    /// signed checkpoint that says so.
    package static func head(_ reader: any LedgerReader, created: Timestamp) throws -> [UInt8] {
        var members: [JSONTree.Member] = [
            .init("@context", try JSONTree.parse(Array(contextText.utf8))), .init("type", .string("EPCISDocument")), .init("schemaVersion", .string("2.0")),
            .init("creationDate", .string(created.formatted())),
        ]
        if let (size, note) = try reader.lastCheckpoint() {
            let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
            var facts: [JSONTree.Member] = [.init("dfl:origin", .string(String(lines.first ?? ""))), .init("dfl:size", .number(String(size)))]
            if lines.count > 2, let root = Base64.decode(lines[2]) { facts.append(.init("dfl:root", .string(Hex.encode(root)))) }
            facts.append(.init("dfl:checkpoint", .string(note)))
            members.append(.init("dfl:ledger", .object(facts)))
        }
        return Array(JSONTree.object(members).text.utf8.dropLast()) + Array(",\"epcisBody\":{\"eventList\":[\n".utf8)
    }

    package static let tail = Array("\n]}}\n".utf8)
}

/// An event of somebody else's as the ledger keeps it: the text as it came, with the prefixes that it needs, in one entry
/// of kind `document`, or several one after the other where it is longer than an entry may be.
package enum KeptEvent {
    package static let documentType = "epcis"

    /// The id of the entry that keeps the event with this identity.
    package static func id(_ identity: String) -> String { "epcis:" + identity }

    /// Bytes of text in one entry, so that escapes and the other fields fit beside it.
    private static let partBytesMax = 24_000

    /// The text as it is kept: with its own context, in one spelling of Unicode.
    package static func text(of event: EPCISEvent) -> String {
        guard case .object(var members) = event.tree else { return event.tree.text }
        members.removeAll { $0.name == "@context" }
        let text = JSONTree.object([.init("@context", event.context.tree(neededBy: event.tree))] + members).text
        return NFC.normalize(text) == text ? text : escaped(text)
    }

    /// Texts of the ledger are NFC: what is not goes behind escapes, which say the same.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for unit in text.utf16 {
            if unit < 0x80, let scalar = Unicode.Scalar(unit) {
                result.unicodeScalars.append(scalar)
            } else {
                let hex = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            }
        }
        return result
    }

    /// The data of the entries that keep a text.
    package static func parts(_ text: String, identity: String) -> [JSONObject] {
        var pieces: [String] = []
        var piece = ""
        for scalar in text.unicodeScalars {
            piece.unicodeScalars.append(scalar)
            if piece.utf8.count >= partBytesMax {
                pieces.append(piece)
                piece = ""
            }
        }
        if !piece.isEmpty || pieces.isEmpty { pieces.append(piece) }
        return pieces.enumerated().map { index, piece in
            var data: JSONObject = ["number": .string(identity), "foreign": .string(piece)]
            if pieces.count > 1 {
                data["part"] = .integer(Int64(index + 1))
                data["parts"] = .integer(Int64(pieces.count))
            }
            return data
        }
    }
}

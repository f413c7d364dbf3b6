import Cryptography
import DutyFree
package import Wire

// An entry's bytes: RFC 8785 canonical JSON, fields in the order in which canonical form puts them.
// Writing is on the hot path of every append: one pass into a reused buffer, no intermediate tree.

extension Entry {
    /// Appends the canonical bytes of the entry. The caller checks the length against `bodyBytesMax`.
    package func append(to bytes: inout ByteWriter) {
        bytes.literal("{\"at\":\"")
        bytes.timestamp(at)
        bytes.literal("\"")
        if let previous = link?.previous {
            bytes.literal(",\"back\":")
            bytes.integer(Int64(clamping: previous.seq))
        }
        if let by {
            bytes.literal(",\"by\":")
            bytes.string(by.text)
        }
        if let clock {
            bytes.literal(",\"clock\":\"")
            bytes.timestamp(clock)
            bytes.literal("\"")
        }
        if !data.isEmpty {
            bytes.literal(",\"data\":")
            bytes.object(data)
        }
        if !documents.isEmpty {
            bytes.literal(",\"docs\":")
            Entry.append(documents, to: &bytes)
        }
        if let event {
            bytes.literal(",\"event\":")
            bytes.string(event)
        }
        if let link {
            if let from = link.from {
                bytes.literal(",\"from\":")
                bytes.string(from.text)
            }
            bytes.literal(",\"item\":")
            bytes.string(link.item.text)
            if let previous = link.previous {
                bytes.literal(",\"itemPrev\":\"")
                bytes.hex(previous.hash)
                bytes.literal("\"")
            }
        }
        bytes.literal(",\"kind\":\"")
        bytes.word(kind.rawValue)
        bytes.literal("\"")
        if let link {
            bytes.literal(",\"n\":")
            bytes.integer(Int64(clamping: link.n))
        }
        if let occurred {
            bytes.literal(",\"occurred\":\"")
            bytes.timestamp(occurred)
            bytes.literal("\"")
        }
        if let person {
            bytes.literal(",\"person\":")
            bytes.string(person.text)
        }
        if let policy {
            bytes.literal(",\"policy\":")
            bytes.string(policy.text)
        }
        if let prev {
            bytes.literal(",\"prev\":\"")
            bytes.hex(prev)
            bytes.literal("\"")
        }
        if let reference {
            bytes.literal(",\"ref\":")
            bytes.integer(Int64(clamping: reference))
        }
        bytes.literal(",\"seq\":")
        bytes.integer(Int64(clamping: seq))
        if let link {
            bytes.literal(",\"state\":\"")
            bytes.word(link.state.rawValue)
            bytes.literal("\"")
            if let to = link.to {
                bytes.literal(",\"to\":")
                bytes.string(to.text)
            }
        }
        if let type {
            bytes.literal(",\"type\":")
            bytes.string(type)
        }
        bytes.literal(",\"v\":1")
        if let via = link?.via {
            bytes.literal(",\"via\":")
            bytes.string(via.text)
        }
        bytes.literal("}")
    }

    static func append(_ documents: [DocumentKind: DocumentReference], to bytes: inout ByteWriter) {
        var separator: StaticString = "{"
        if documents.count == 1 {
            for (kind, document) in documents { append(kind, document, behind: separator, to: &bytes) }
        } else {
            for (kind, document) in documents.sorted(by: { JSONObject.precedes($0.key.rawValue, $1.key.rawValue) }) {
                append(kind, document, behind: separator, to: &bytes)
                separator = ","
            }
        }
        bytes.literal("}")
    }

    private static func append(
        _ kind: DocumentKind, _ document: DocumentReference, behind separator: StaticString, to bytes: inout ByteWriter
    ) {
        bytes.literal(separator)
        bytes.string(kind.rawValue)
        bytes.literal(":{\"number\":")
        bytes.string(document.number)
        if let sha256 = document.sha256 {
            bytes.literal(",\"sha256\":")
            bytes.string(sha256)
        }
        bytes.literal("}")
    }

    /// Reads an entry back. Throws `EntryFault` where the bytes are not an entry of format 1: not strict JSON, a field
    /// absent or of another shape. Does not check canonical form: `Entry.requireCanonical` does.
    package init(_ body: UnsafeRawBufferPointer) throws(EntryFault) {
        let value: JSONValue
        do { value = try JSONParser.parse(body) } catch { throw .notJSON(error) }
        guard case .object(let object) = value else { throw .notAnObject }
        let fields = EntryFields(object)
        let version = try fields.require("v", fields.integer("v"))
        guard version == Entry.formatVersion else { throw .newerFormat(version) }
        let kindName = try fields.require("kind", fields.text("kind"))
        guard let kind = EntryKind(rawValue: kindName) else { throw .malformed(field: "kind") }
        self.init(
            seq: try fields.require("seq", fields.position("seq")),
            at: try fields.require("at", fields.time("at")),
            clock: try fields.time("clock"),
            prev: try fields.hash("prev"),
            kind: kind,
            type: try fields.text("type"),
            by: try fields.text("by").map(PartyCode.init),
            event: try fields.text("event"),
            occurred: try fields.time("occurred"),
            link: try fields.link(),
            documents: try fields.documents(),
            person: try fields.text("person").map(PersonCode.init),
            policy: try fields.text("policy").map(PolicyID.init),
            reference: try fields.position("ref"),
            data: try fields.object("data") ?? JSONObject())
    }

    package init(_ body: [UInt8]) throws(EntryFault) {
        let result: Result<Entry, EntryFault> = body.withUnsafeBytes { bytes in
            do throws(EntryFault) { return .success(try Entry(bytes)) } catch { return .failure(error) }
        }
        self = try result.get()
    }
}

/// The members of an entry's object, each read as the type that the format gives it.
private struct EntryFields {
    let object: JSONObject

    init(_ object: JSONObject) { self.object = object }

    func require<T>(_ name: String, _ value: T?) throws(EntryFault) -> T {
        guard let value else { throw .missing(field: name) }
        return value
    }

    func text(_ name: String) throws(EntryFault) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw .malformed(field: name) }
        return text
    }

    func integer(_ name: String) throws(EntryFault) -> Int64? {
        guard let value = object[name] else { return nil }
        guard let integer = value.integer else { throw .malformed(field: name) }
        return integer
    }

    func position(_ name: String) throws(EntryFault) -> UInt64? {
        guard let integer = try integer(name) else { return nil }
        guard integer >= 0 else { throw .malformed(field: name) }
        return UInt64(integer)
    }

    func time(_ name: String) throws(EntryFault) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let time = Timestamp(canonical: text) else { throw .malformed(field: name) }
        return time
    }

    func hash(_ name: String) throws(EntryFault) -> EntryHash? {
        guard let text = try text(name) else { return nil }
        guard let hash = EntryHash(hex: text) else { throw .malformed(field: name) }
        return hash
    }

    func object(_ name: String) throws(EntryFault) -> JSONObject? {
        guard let value = object[name] else { return nil }
        guard let inner = value.object else { throw .malformed(field: name) }
        return inner
    }

    func documents() throws(EntryFault) -> [DocumentKind: DocumentReference] {
        guard let docs = try object("docs") else { return [:] }
        var documents: [DocumentKind: DocumentReference] = [:]
        for member in docs.members {
            guard let kind = DocumentKind(rawValue: member.name), let reference = member.value.object,
                let number = reference["number"]?.string
            else { throw .malformed(field: "docs") }
            documents[kind] = DocumentReference(number: number, sha256: reference["sha256"]?.string)
        }
        return documents
    }

    func link() throws(EntryFault) -> ItemLink? {
        guard let item = try text("item") else { return nil }
        let n = try require("n", position("n"))
        let back = try position("back")
        let previousHash = try hash("itemPrev")
        var previous: ItemLink.Previous?
        if n > 0 {
            previous = .init(seq: try require("back", back), hash: try require("itemPrev", previousHash))
        } else if back != nil || previousHash != nil {
            throw .malformed(field: "back")
        }
        guard let state = ItemState(rawValue: try require("state", text("state"))) else {
            throw .malformed(field: "state")
        }
        return ItemLink(
            item: ItemKey(trusted: item), n: n, previous: previous, state: state,
            from: try text("from").map(LocationPath.init), to: try text("to").map(LocationPath.init),
            via: try text("via").map(ItemKey.init(trusted:)))
    }
}

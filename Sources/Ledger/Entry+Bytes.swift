import Cryptography
import DutyFree
import Wire

// An entry's bytes: RFC 8785 canonical JSON, fields in the order in which canonical form puts them.
// Writing is on the hot path of every append: one pass into a reused buffer, no intermediate tree.

extension Entry {
    /// Appends the canonical bytes of the entry. The caller checks the length against `bodyBytesMax`.
    package func append(to bytes: inout [UInt8]) {
        CanonicalJSON.appendLiteral("{\"at\":\"", into: &bytes)
        at.append(to: &bytes)
        CanonicalJSON.appendLiteral("\"", into: &bytes)
        if let previous = link?.previous {
            CanonicalJSON.appendLiteral(",\"back\":", into: &bytes)
            CanonicalJSON.appendInteger(Int64(clamping: previous.seq), into: &bytes)
        }
        if let by {
            CanonicalJSON.appendLiteral(",\"by\":", into: &bytes)
            CanonicalJSON.appendString(by.text, into: &bytes)
        }
        if let clock {
            CanonicalJSON.appendLiteral(",\"clock\":\"", into: &bytes)
            clock.append(to: &bytes)
            CanonicalJSON.appendLiteral("\"", into: &bytes)
        }
        if !data.isEmpty {
            CanonicalJSON.appendLiteral(",\"data\":", into: &bytes)
            CanonicalJSON.write(.object(data), into: &bytes)
        }
        if !documents.isEmpty {
            CanonicalJSON.appendLiteral(",\"docs\":", into: &bytes)
            Entry.append(documents, to: &bytes)
        }
        if let event {
            CanonicalJSON.appendLiteral(",\"event\":", into: &bytes)
            CanonicalJSON.appendString(event, into: &bytes)
        }
        if let link {
            if let from = link.from {
                CanonicalJSON.appendLiteral(",\"from\":", into: &bytes)
                CanonicalJSON.appendString(from.text, into: &bytes)
            }
            CanonicalJSON.appendLiteral(",\"item\":", into: &bytes)
            CanonicalJSON.appendString(link.item.text, into: &bytes)
            if let previous = link.previous {
                CanonicalJSON.appendLiteral(",\"itemPrev\":\"", into: &bytes)
                previous.hash.appendHex(to: &bytes)
                CanonicalJSON.appendLiteral("\"", into: &bytes)
            }
        }
        CanonicalJSON.appendLiteral(",\"kind\":\"", into: &bytes)
        bytes.append(contentsOf: kind.rawValue.utf8)
        CanonicalJSON.appendLiteral("\"", into: &bytes)
        if let link {
            CanonicalJSON.appendLiteral(",\"n\":", into: &bytes)
            CanonicalJSON.appendInteger(Int64(clamping: link.n), into: &bytes)
        }
        if let occurred {
            CanonicalJSON.appendLiteral(",\"occurred\":\"", into: &bytes)
            occurred.append(to: &bytes)
            CanonicalJSON.appendLiteral("\"", into: &bytes)
        }
        if let person {
            CanonicalJSON.appendLiteral(",\"person\":", into: &bytes)
            CanonicalJSON.appendString(person.text, into: &bytes)
        }
        if let prev {
            CanonicalJSON.appendLiteral(",\"prev\":\"", into: &bytes)
            prev.appendHex(to: &bytes)
            CanonicalJSON.appendLiteral("\"", into: &bytes)
        }
        if let reference {
            CanonicalJSON.appendLiteral(",\"ref\":", into: &bytes)
            CanonicalJSON.appendInteger(Int64(clamping: reference), into: &bytes)
        }
        CanonicalJSON.appendLiteral(",\"seq\":", into: &bytes)
        CanonicalJSON.appendInteger(Int64(clamping: seq), into: &bytes)
        if let link {
            CanonicalJSON.appendLiteral(",\"state\":\"", into: &bytes)
            bytes.append(contentsOf: link.state.rawValue.utf8)
            CanonicalJSON.appendLiteral("\"", into: &bytes)
            if let to = link.to {
                CanonicalJSON.appendLiteral(",\"to\":", into: &bytes)
                CanonicalJSON.appendString(to.text, into: &bytes)
            }
        }
        if let type {
            CanonicalJSON.appendLiteral(",\"type\":", into: &bytes)
            CanonicalJSON.appendString(type, into: &bytes)
        }
        CanonicalJSON.appendLiteral(",\"v\":1", into: &bytes)
        if let via = link?.via {
            CanonicalJSON.appendLiteral(",\"via\":", into: &bytes)
            CanonicalJSON.appendString(via.text, into: &bytes)
        }
        CanonicalJSON.appendLiteral("}", into: &bytes)
    }

    static func append(_ documents: [DocumentKind: DocumentReference], to bytes: inout [UInt8]) {
        var separator: StaticString = "{"
        let sorted = documents.count < 2
            ? Array(documents) : documents.sorted { JSONObject.precedes($0.key.rawValue, $1.key.rawValue) }
        for (kind, document) in sorted {
            CanonicalJSON.appendLiteral(separator, into: &bytes)
            CanonicalJSON.appendString(kind.rawValue, into: &bytes)
            CanonicalJSON.appendLiteral(":{\"number\":", into: &bytes)
            CanonicalJSON.appendString(document.number, into: &bytes)
            if let sha256 = document.sha256 {
                CanonicalJSON.appendLiteral(",\"sha256\":", into: &bytes)
                CanonicalJSON.appendString(sha256, into: &bytes)
            }
            CanonicalJSON.appendLiteral("}", into: &bytes)
            separator = ","
        }
        CanonicalJSON.appendLiteral("}", into: &bytes)
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

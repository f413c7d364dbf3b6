import Cryptography
import Wire

/// Reads the fields of one event and checks each: shape (the JSON schema of EPCIS 2.0.1), then the rules beyond it. Pointers
/// of findings begin at the event.
struct EventFieldReader {
    let tree: JSONTree
    let rules: EventRules
    private let byteCount: Int
    /// It stands in a document, whose context may differ from its own.
    private let isInDocument: Bool
    var context: DocumentContext
    private var members: EventMembers
    private var terms: [LedgerTerm] = []
    private(set) var findings: [EventFinding] = []
    private var isForeign = false

    init(_ raw: RawEvent, _ rules: EventRules) {
        byteCount = raw.bytes.count
        self.rules = rules
        tree = raw.tree
        isInDocument = !raw.pointer.isEmpty
        context = raw.context
        members = raw.context.members(of: raw.tree)
    }

    subscript(field: EventField) -> JSONTree? { members[field] }

    func place(of field: EventField) -> FieldPlace { FieldPlace(field) }

    mutating func event() throws(EventFinding) -> EPCISEvent {
        if byteCount > rules.limits.stringBytesMax { try checkLengths(tree) }
        guard let typeText = self[.type]?.string else { throw EventFinding(.schema, at: .event, "type") }
        if isInDocument, let own = self[.context] {
            context = try context.adding(own, at: place(of: .context).pointer)
            members = context.members(of: tree)
        }
        let kind: EPCISEvent.Kind
        if let known = EPCISEvent.Kind(rawValue: typeText), known != .other {
            kind = known
        } else {
            guard URIText.isURI(context.expandValue(typeText)), typeText.utf8.contains(0x3A) else { throw EventFinding(.schema, at: .event, "type") }
            kind = .other
        }
        try checkNames(kind)
        let time = try when()
        let id = try eventID()
        try certification()
        var event = EPCISEvent(
            tree: tree, context: context, terms: terms, kind: kind, time: time, eventID: id, declaration: try declaration(of: id, at: time.moment),
            digest: .zero)
        try complete(&event)
        return event
    }

    /// What, why, where, and its hash.
    private mutating func complete(_ event: inout EPCISEvent) throws(EventFinding) {
        if event.kind == .other {
            warn(.foreign, at: .event, self[.type]?.string ?? "", verdict: .warn)
        } else {
            try what(&event)
            try why(&event)
            try whereAndWho(&event)
            if let sensors = self[.sensorElementList] { try SensorShape(context: context).check(sensors, at: place(of: .sensorElementList).pointer) }
        }
        guard let digest = EventHash.digest(of: members, context) else { throw EventFinding(.eventTooLarge, at: .event, "spelled out") }
        event.digest = digest
        checkHash(event)
        if isForeign && event.kind != .other { warn(.foreign, at: .event) }
    }

    mutating func warn(_ code: EventCode, at place: FieldPlace, _ detail: String = "", verdict: EventCode.Verdict? = nil) {
        findings.append(EventFinding(code, at: place, detail, verdict: verdict))
    }

    /// Something of it has no meaning for the ledger, and is kept.
    mutating func noteForeign() { isForeign = true }

    // MARK: Names and lengths

    private mutating func checkNames(_ kind: EPCISEvent.Kind) throws(EventFinding) {
        let unknown = members.fields.subtracting(EventShape.fields(of: kind))
        if unknown.contains(.ilmd) { throw EventFinding(.ilmdNotAdd, at: place(of: .ilmd)) }
        // A type of somebody else's may call its own fields as it likes.
        if kind != .other, let field = EventField.allCases.first(where: unknown.contains) { throw EventFinding(.schema, at: .event, field.name) }
        terms.reserveCapacity(members.extensions.count)
        for part in members.extensions {
            let value = members.members[part.index].value
            // The terms of ours are scalars, mostly: nothing in them is to be checked.
            if let name = part.name, name.isOfOurNamespace {
                terms.append(LedgerTerm(name: name.local, value: value))
                if name.isOurs, name.isURI, value.members == nil, value.array == nil { continue }
            }
            let member = members.members[part.index]
            guard kind != .other || member.name.utf8.contains(0x3A) else { continue }
            try checkExtension(member, part.name, at: "")
            if part.name?.isOurs != true { isForeign = true }
        }
        if self[.recordTime] != nil || self[.certificationInfo] != nil || self[.persistentDisposition] != nil { isForeign = true }
    }

    /// An extension's name has a declared prefix or is a full URI, within nested objects too.
    private func checkExtension(_ member: JSONTree.Member, _ expanded: ExpandedName?, at parent: String) throws(EventFinding) {
        guard expanded?.isURI ?? URIText.isURI(member.name) else { throw EventFinding(.schema, at: parent, member.name) }
        // Most values are scalars: their pointer is written only for what has an inside, or a fault.
        guard expanded == nil || member.value.array != nil || member.value.members != nil else { return }
        let place = parent + "/" + JSONPointer.escaped(member.name)
        guard expanded != nil else { throw EventFinding(.unknownPrefix, at: place, member.name) }
        do throws(EventFinding) { try checkNested(member.value) } catch { throw error.inEvent(at: place) }
    }

    private func checkNested(_ value: JSONTree) throws(EventFinding) {
        try value.eachInner { (member, value) throws(EventFinding) in
            if let name = member?.name, name.utf8.contains(0x3A), !name.hasPrefix("@"), context.expand(name) == nil {
                throw EventFinding(.unknownPrefix, at: "", name)
            }
            try checkNested(value)
        }
    }

    /// The names of an object that may hold extensions beside `fields`.
    func checkNames(of value: JSONTree, _ fields: [String], at place: FieldPlace) throws(EventFinding) {
        guard let members = value.members else { throw EventFinding(.schema, at: place) }
        for member in members where !fields.contains(member.name) {
            try checkExtension(member, context.expanded(member.name), at: place.pointer)
        }
    }

    private func checkLengths(_ value: JSONTree) throws(EventFinding) {
        switch value {
        case .string(let text), .number(let text): if text.utf8.count > rules.limits.stringBytesMax { throw EventFinding(.stringTooLong, at: "") }
        case .array(let values): if values.count > rules.limits.listCountMax { throw EventFinding(.listTooLong, at: "", String(values.count)) }
        case .object(let members):
            if members.contains(where: { $0.name.utf8.count > rules.limits.stringBytesMax }) { throw EventFinding(.stringTooLong, at: "") }
        default: return
        }
        try value.eachInner { (_, value) throws(EventFinding) in try checkLengths(value) }
    }

    // MARK: When, and which event it is

    private mutating func when() throws(EventFinding) -> EventTime {
        guard let value = self[.eventTime] else { throw EventFinding(.schema, at: .event, "eventTime") }
        let time = try self.time(value, at: place(of: .eventTime))
        if time.moment.millisecondsSince1970 > rules.now.millisecondsSince1970 + rules.toleranceMs {
            throw EventFinding(.timeInFuture, at: place(of: .eventTime), time.moment.formatted())
        }
        if time.isRounded { warn(.timeRounded, at: place(of: .eventTime)) }
        guard let offset = self[.eventTimeZoneOffset] else { throw EventFinding(.schema, at: .event, "eventTimeZoneOffset") }
        guard let text = offset.string, EventShape.isOffset(text) else {
            throw EventFinding(.badOffset, at: place(of: .eventTimeZoneOffset), String((offset.string ?? "").prefix(20)))
        }
        if let recorded = self[.recordTime] { _ = try self.time(recorded, at: place(of: .recordTime)) }
        return time
    }

    func time(_ value: JSONTree, at place: FieldPlace) throws(EventFinding) -> EventTime {
        guard let text = value.string else { throw EventFinding(.schema, at: place) }
        do { return try EventTime(text) } catch { throw EventFinding(.badTime, at: place, String(text.prefix(40))) }
    }

    func uri(_ value: JSONTree?, at place: FieldPlace) throws(EventFinding) -> String {
        guard let text = value?.string, URIText.isURI(text) else { throw EventFinding(.schema, at: place, String((value?.string ?? "").prefix(60))) }
        return text
    }

    private func eventID() throws(EventFinding) -> String? {
        guard let value = self[.eventID] else { return nil }
        return try uri(value, at: place(of: .eventID))
    }

    private func certification() throws(EventFinding) {
        guard let value = self[.certificationInfo] else { return }
        let place = place(of: .certificationInfo)
        if let values = value.array {
            for (index, value) in values.enumerated() { _ = try uri(value, at: place.element(index)) }
        } else {
            _ = try uri(value, at: place)
        }
    }

    private mutating func checkHash(_ event: EPCISEvent) {
        guard let id = event.eventID, id.hasPrefix("ni:") else { return }
        guard let hex = EventHash.hex(inID: id) else { return warn(.hashUnchecked, at: place(of: .eventID)) }
        if hex != event.digest.hex { warn(.hashMismatch, at: place(of: .eventID)) }
    }

    private mutating func declaration(of eventID: String?, at moment: Timestamp) throws(EventFinding) -> EPCISEvent.Declaration? {
        guard let value = self[.errorDeclaration] else { return nil }
        let place = place(of: .errorDeclaration)
        try checkNames(of: value, ["declarationTime", "reason", "correctiveEventIDs"], at: place)
        guard let timeValue = value["declarationTime"] else { throw EventFinding(.schema, at: place, "declarationTime") }
        let time = try self.time(timeValue, at: place.member("declarationTime"))
        guard time.moment >= moment else { throw EventFinding(.declaredBeforeEvent, at: place.member("declarationTime")) }
        var reason: Term?
        if let text = value["reason"] { reason = try term(text, .errorReason, at: place.member("reason")) }
        var ids: [String] = []
        if let list = value["correctiveEventIDs"] {
            guard let values = list.array else { throw EventFinding(.schema, at: place.member("correctiveEventIDs")) }
            for (index, value) in values.enumerated() {
                let inner = place.member("correctiveEventIDs").element(index)
                let id = try uri(value, at: inner)
                guard id != eventID else { throw EventFinding(.correctsItself, at: inner) }
                ids.append(id)
            }
        }
        if reason?.word == "did_not_occur", !ids.isEmpty { throw EventFinding(.correctionOfNothing, at: place.member("correctiveEventIDs")) }
        return EPCISEvent.Declaration(time: time, reason: reason, correctiveIDs: ids, terms: LedgerTerms.terms(in: value, context))
    }

    // MARK: Terms

    mutating func term(_ value: JSONTree?, _ vocabulary: Vocabulary, at place: FieldPlace) throws(EventFinding) -> Term {
        guard let text = value?.string else { throw EventFinding(.schema, at: place) }
        guard let term = Term(text, vocabulary, context) else { throw EventFinding(.unknownTerm, at: place, String(text.prefix(80))) }
        if term.word == nil, !(vocabulary == .transactionType && term.uri.hasPrefix(LedgerTerms.namespace)) {
            warn(.foreignTerm, at: place, term.uri)
        }
        return term
    }

    private mutating func why(_ event: inout EPCISEvent) throws(EventFinding) {
        if let value = self[.bizStep] {
            event.bizStep = try term(value, .bizStep, at: place(of: .bizStep))
            if event.bizStep?.word == "reserving" { warn(.reservingMeansSerials, at: place(of: .bizStep)) }
        } else {
            warn(.notCBVCompliant, at: .event)
        }
        if let value = self[.disposition] { event.disposition = try term(value, .disposition, at: place(of: .disposition)) }
        if let value = self[.persistentDisposition] { try persistent(value) }
        try transactions(&event)
    }

    private mutating func persistent(_ value: JSONTree) throws(EventFinding) {
        let place = place(of: .persistentDisposition)
        guard let members = value.members, !members.isEmpty, members.allSatisfy({ $0.name == "set" || $0.name == "unset" }) else {
            throw EventFinding(.schema, at: place)
        }
        var terms: [Set<String>] = []
        for member in members {
            let part = place.member(member.name == "set" ? "set" : "unset")
            guard let values = member.value.array, !values.isEmpty else { throw EventFinding(.schema, at: part) }
            var set: Set<String> = []
            for (index, value) in values.enumerated() {
                let term = try self.term(value, .disposition, at: part.element(index))
                guard set.insert(term.uri).inserted else { throw EventFinding(.schema, at: part) }
            }
            terms.append(set)
        }
        if terms.count == 2, !terms[0].isDisjoint(with: terms[1]) { throw EventFinding(.dispositionConflict, at: place) }
    }

    private mutating func transactions(_ event: inout EPCISEvent) throws(EventFinding) {
        let place = place(of: .bizTransactionList)
        guard let value = self[.bizTransactionList] else {
            if event.kind == .transaction { throw EventFinding(.schema, at: .event, "bizTransactionList") }
            return
        }
        guard let values = value.array, !(values.isEmpty && event.kind == .transaction) else { throw EventFinding(.schema, at: place) }
        for (index, value) in values.enumerated() {
            let inner = place.element(index)
            guard let members = value.members, members.allSatisfy({ $0.name == "type" || $0.name == "bizTransaction" }), value["bizTransaction"] != nil
            else { throw EventFinding(.schema, at: inner) }
            var type: Term?
            if let text = value["type"] { type = try term(text, .transactionType, at: inner.member("type")) }
            event.transactions.append(.init(type: type, id: try uri(value["bizTransaction"], at: inner.member("bizTransaction"))))
        }
    }
}

extension JSONTree {
    /// What stands directly in it. A fault's pointer is written on the way out, not for each value on the way in: where names are
    /// long, the pointers of an event come to many times its bytes.
    fileprivate func eachInner(_ body: (Member?, JSONTree) throws(EventFinding) -> Void) throws(EventFinding) {
        switch self {
        case .array(let values):
            for (index, value) in values.enumerated() {
                do throws(EventFinding) { try body(nil, value) } catch { throw error.inEvent(at: "/" + String(index)) }
            }
        case .object(let members):
            for member in members {
                do throws(EventFinding) { try body(member, member.value) } catch { throw error.inEvent(at: "/" + JSONPointer.escaped(member.name)) }
            }
        default: return
        }
    }
}

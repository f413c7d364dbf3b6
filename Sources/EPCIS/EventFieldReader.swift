import Cryptography
import Wire

/// Reads the fields of one event and checks each: shape (the JSON schema of EPCIS 2.0.1), then the rules beyond it.
struct EventFieldReader {
    let tree: JSONTree
    let pointer: String
    let rules: EventRules
    private let raw: RawEvent
    var context: DocumentContext
    private(set) var findings: [EventFinding] = []
    private var isForeign = false

    init(_ raw: RawEvent, _ rules: EventRules) {
        self.raw = raw
        self.rules = rules
        tree = raw.tree
        pointer = raw.pointer
        context = raw.context
    }

    mutating func event() throws(EventFinding) -> EPCISEvent {
        if raw.bytes.count > rules.limits.stringBytesMax { try checkLengths(tree, at: pointer) }
        guard let typeText = tree["type"]?.string else { throw EventFinding(.schema, at: pointer, "type") }
        if !raw.pointer.isEmpty { context = try context.adding(tree["@context"], at: pointer + "/@context") }
        let kind: EPCISEvent.Kind
        if let known = EPCISEvent.Kind(rawValue: typeText), known != .other {
            kind = known
        } else {
            guard URIText.isURI(context.expandValue(typeText)), typeText.utf8.contains(0x3A) else { throw EventFinding(.schema, at: pointer, "type") }
            kind = .other
        }
        try checkNames(kind)
        let time = try when()
        var event = EPCISEvent(
            tree: tree, context: context, kind: kind, time: time, eventID: try eventID(), digest: .zero)
        try certification()
        event.declaration = try declaration(of: event)
        if kind == .other {
            warn(.foreign, at: pointer, typeText, verdict: .warn)
        } else {
            try what(&event)
            try why(&event)
            try whereAndWho(&event)
            try SensorShape(context: context).check(tree["sensorElementList"], at: pointer + "/sensorElementList")
        }
        event.digest = EventHash.digest(of: tree, context)
        checkHash(event)
        if isForeign && kind != .other { warn(.foreign, at: pointer) }
        return event
    }

    mutating func warn(_ code: EventCode, at pointer: String, _ detail: String = "", verdict: EventCode.Verdict? = nil) {
        findings.append(EventFinding(code, at: pointer, detail, verdict: verdict))
    }

    /// Something of it has no meaning for the ledger, and is kept.
    mutating func noteForeign() { isForeign = true }

    // MARK: Names and lengths

    private mutating func checkNames(_ kind: EPCISEvent.Kind) throws(EventFinding) {
        let allowed = EventShape.fields(of: kind)
        for member in tree.members ?? [] where !allowed.contains(member.name) {
            if member.name == "ilmd" { throw EventFinding(.ilmdNotAdd, at: pointer + "/ilmd") }
            guard kind != .other || member.name.utf8.contains(0x3A) else { continue }
            try checkExtension(member, at: pointer, atFault: pointer)
            if !LedgerTerms.isOurs(member.name, context) { isForeign = true }
        }
        if tree["recordTime"] != nil || tree["certificationInfo"] != nil || tree["persistentDisposition"] != nil { isForeign = true }
    }

    /// An extension's name has a declared prefix or is a full URI, within nested objects too.
    private func checkExtension(_ member: JSONTree.Member, at parent: String, atFault: String) throws(EventFinding) {
        let expanded = context.expanded(member.name)
        guard expanded?.isURI ?? URIText.isURI(member.name) else { throw EventFinding(.schema, at: atFault, member.name) }
        // Most values are scalars: their pointer is written only for what has an inside, or a fault.
        guard expanded == nil || member.value.array != nil || member.value.members != nil else { return }
        let place = parent + "/" + JSONPointer.escaped(member.name)
        guard expanded != nil else { throw EventFinding(.unknownPrefix, at: place, member.name) }
        try checkNested(member.value, at: place)
    }

    private func checkNested(_ value: JSONTree, at place: String) throws(EventFinding) {
        switch value {
        case .array(let values):
            for (index, value) in values.enumerated() { try checkNested(value, at: place + "/" + String(index)) }
        case .object(let members):
            for member in members {
                let inner = place + "/" + JSONPointer.escaped(member.name)
                if member.name.utf8.contains(0x3A), !member.name.hasPrefix("@"), context.expand(member.name) == nil {
                    throw EventFinding(.unknownPrefix, at: inner, member.name)
                }
                try checkNested(member.value, at: inner)
            }
        default: return
        }
    }

    /// The names of an object that may hold extensions beside `fields`.
    func checkNames(of value: JSONTree, _ fields: Set<String>, at place: String) throws(EventFinding) {
        guard let members = value.members else { throw EventFinding(.schema, at: place) }
        for member in members where !fields.contains(member.name) { try checkExtension(member, at: place, atFault: place) }
    }

    private func checkLengths(_ value: JSONTree, at place: String) throws(EventFinding) {
        switch value {
        case .string(let text): if text.utf8.count > rules.limits.stringBytesMax { throw EventFinding(.stringTooLong, at: place) }
        case .number(let text): if text.utf8.count > rules.limits.stringBytesMax { throw EventFinding(.stringTooLong, at: place) }
        case .array(let values):
            if values.count > rules.limits.listCountMax { throw EventFinding(.listTooLong, at: place, String(values.count)) }
            for (index, value) in values.enumerated() { try checkLengths(value, at: place + "/" + String(index)) }
        case .object(let members):
            for member in members {
                if member.name.utf8.count > rules.limits.stringBytesMax { throw EventFinding(.stringTooLong, at: place) }
                try checkLengths(member.value, at: place + "/" + JSONPointer.escaped(member.name))
            }
        default: return
        }
    }

    // MARK: When, and which event it is

    private mutating func when() throws(EventFinding) -> EventTime {
        guard let value = tree["eventTime"] else { throw EventFinding(.schema, at: pointer, "eventTime") }
        let time = try self.time(value, at: pointer + "/eventTime")
        if time.moment.millisecondsSince1970 > rules.now.millisecondsSince1970 + rules.toleranceMs {
            throw EventFinding(.timeInFuture, at: pointer + "/eventTime", time.moment.formatted())
        }
        if time.isRounded { warn(.timeRounded, at: pointer + "/eventTime") }
        guard let offset = tree["eventTimeZoneOffset"] else { throw EventFinding(.schema, at: pointer, "eventTimeZoneOffset") }
        guard let text = offset.string, EventShape.isOffset(text) else {
            throw EventFinding(.badOffset, at: pointer + "/eventTimeZoneOffset", String((offset.string ?? "").prefix(20)))
        }
        if let recorded = tree["recordTime"] { _ = try self.time(recorded, at: pointer + "/recordTime") }
        return time
    }

    func time(_ value: JSONTree, at place: @autoclosure () -> String) throws(EventFinding) -> EventTime {
        guard let text = value.string else { throw EventFinding(.schema, at: place()) }
        do { return try EventTime(text) } catch { throw EventFinding(.badTime, at: place(), String(text.prefix(40))) }
    }

    func uri(_ value: JSONTree?, at place: @autoclosure () -> String) throws(EventFinding) -> String {
        guard let text = value?.string, URIText.isURI(text) else { throw EventFinding(.schema, at: place(), String((value?.string ?? "").prefix(60))) }
        return text
    }

    private func eventID() throws(EventFinding) -> String? {
        guard let value = tree["eventID"] else { return nil }
        return try uri(value, at: pointer + "/eventID")
    }

    private func certification() throws(EventFinding) {
        guard let value = tree["certificationInfo"] else { return }
        let place = pointer + "/certificationInfo"
        if let values = value.array {
            for (index, value) in values.enumerated() { _ = try uri(value, at: place + "/" + String(index)) }
        } else {
            _ = try uri(value, at: place)
        }
    }

    private mutating func checkHash(_ event: EPCISEvent) {
        guard let id = event.eventID, id.hasPrefix("ni:") else { return }
        guard let hex = EventHash.hex(inID: id) else { return warn(.hashUnchecked, at: pointer + "/eventID") }
        if hex != event.digest.hex { warn(.hashMismatch, at: pointer + "/eventID") }
    }

    private mutating func declaration(of event: EPCISEvent) throws(EventFinding) -> EPCISEvent.Declaration? {
        guard let value = tree["errorDeclaration"] else { return nil }
        let place = pointer + "/errorDeclaration"
        try checkNames(of: value, ["declarationTime", "reason", "correctiveEventIDs"], at: place)
        guard let timeValue = value["declarationTime"] else { throw EventFinding(.schema, at: place, "declarationTime") }
        let time = try self.time(timeValue, at: place + "/declarationTime")
        guard time.moment >= event.time.moment else { throw EventFinding(.declaredBeforeEvent, at: place + "/declarationTime") }
        var reason: Term?
        if let text = value["reason"] { reason = try term(text, .errorReason, at: place + "/reason") }
        var ids: [String] = []
        if let list = value["correctiveEventIDs"] {
            guard let values = list.array else { throw EventFinding(.schema, at: place + "/correctiveEventIDs") }
            for (index, value) in values.enumerated() {
                let inner = place + "/correctiveEventIDs/" + String(index)
                let id = try uri(value, at: inner)
                guard id != event.eventID else { throw EventFinding(.correctsItself, at: inner) }
                ids.append(id)
            }
        }
        if reason?.word == "did_not_occur", !ids.isEmpty { throw EventFinding(.correctionOfNothing, at: place + "/correctiveEventIDs") }
        return EPCISEvent.Declaration(time: time, reason: reason, correctiveIDs: ids)
    }

    // MARK: Terms

    mutating func term(_ value: JSONTree?, _ vocabulary: Vocabulary, at place: String) throws(EventFinding) -> Term {
        guard let text = value?.string else { throw EventFinding(.schema, at: place) }
        guard let term = Term(text, vocabulary, context) else { throw EventFinding(.unknownTerm, at: place, String(text.prefix(80))) }
        if term.word == nil, !(vocabulary == .transactionType && term.uri.hasPrefix(LedgerTerms.namespace)) {
            warn(.foreignTerm, at: place, term.uri)
        }
        return term
    }

    private mutating func why(_ event: inout EPCISEvent) throws(EventFinding) {
        if let value = tree["bizStep"] {
            event.bizStep = try term(value, .bizStep, at: pointer + "/bizStep")
            if event.bizStep?.word == "reserving" { warn(.reservingMeansSerials, at: pointer + "/bizStep") }
        } else {
            warn(.notCBVCompliant, at: pointer)
        }
        if let value = tree["disposition"] { event.disposition = try term(value, .disposition, at: pointer + "/disposition") }
        if let value = tree["persistentDisposition"] { try persistent(value) }
        try transactions(&event)
    }

    private mutating func persistent(_ value: JSONTree) throws(EventFinding) {
        let place = pointer + "/persistentDisposition"
        guard let members = value.members, !members.isEmpty, members.allSatisfy({ $0.name == "set" || $0.name == "unset" }) else {
            throw EventFinding(.schema, at: place)
        }
        var terms: [Set<String>] = []
        for member in members {
            guard let values = member.value.array, !values.isEmpty else { throw EventFinding(.schema, at: place + "/" + member.name) }
            var set: Set<String> = []
            for (index, value) in values.enumerated() {
                let inner = place + "/" + member.name + "/" + String(index)
                let term = try self.term(value, .disposition, at: inner)
                guard set.insert(term.uri).inserted else { throw EventFinding(.schema, at: place + "/" + member.name) }
            }
            terms.append(set)
        }
        if terms.count == 2, !terms[0].isDisjoint(with: terms[1]) { throw EventFinding(.dispositionConflict, at: place) }
    }

    private mutating func transactions(_ event: inout EPCISEvent) throws(EventFinding) {
        let place = pointer + "/bizTransactionList"
        guard let value = tree["bizTransactionList"] else {
            if event.kind == .transaction { throw EventFinding(.schema, at: pointer, "bizTransactionList") }
            return
        }
        guard let values = value.array, !(values.isEmpty && event.kind == .transaction) else { throw EventFinding(.schema, at: place) }
        for (index, value) in values.enumerated() {
            let inner = place + "/" + String(index)
            guard let members = value.members, members.allSatisfy({ $0.name == "type" || $0.name == "bizTransaction" }), value["bizTransaction"] != nil
            else { throw EventFinding(.schema, at: inner) }
            var type: Term?
            if let text = value["type"] { type = try term(text, .transactionType, at: inner + "/type") }
            event.transactions.append(.init(type: type, id: try uri(value["bizTransaction"], at: inner + "/bizTransaction")))
        }
    }
}

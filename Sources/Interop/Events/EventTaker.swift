import Cryptography
import DutyFree
import EPCIS
import GS1
import Ledger
import Wire

/// Turns judged events into what the ledger records, one after the other, within one write transaction.
///
/// An event that says `dfl:movement` is one of a ledger like ours: its terms are the fields of the movement. Any other is
/// tried by the user's own rules, then row by row of `EventRow.all`; it is also kept as it came, because no mapping says all
/// that it says. What means nothing here is kept and moves nothing.
struct EventTaker {
    enum Taken {
        case recorded(first: SequenceNumber, entries: Int, alerts: [ReasonCode])
        case already
        case kept(first: SequenceNumber, entries: Int)
        case refused(EventFault)
    }

    let recorder: Recorder
    let rules: EventRules
    let drafter: EventDrafter
    /// Why movements are recorded later than they should be, where they are.
    let lateReason: String?

    func take(_ raw: RawEvent) throws -> (taken: Taken, findings: [EventFinding]) {
        let judged = try rules.judge(raw, original: { try digest(ofEvent: $0) }, declared: { try digest(ofEvent: EventTaker.declared($0)) })
        func refused(_ reason: EventFault.Reason, _ pointer: String) -> Taken { .refused(EventFault(reason: reason, pointer: pointer, offset: raw.offset)) }
        let warnings = judged.findings.filter { $0.verdict != .reject }
        if let refusal = judged.refusal { return (refused(.finding(refusal), refusal.pointer), warnings) }
        guard let event = judged.event else { return (.already, warnings) }
        do {
            return (try taken(event), warnings)
        } catch let fault as RowFault {
            return (refused(.row(fault), raw.pointer), warnings)
        } catch let refusal as Refusal {
            return (refused(.row(.refusal(refusal)), raw.pointer), warnings)
        }
    }

    /// Of a movement that is said by two events, the one that adds nothing: the old label's end, the exchanged item's sale.
    private func isSecondHalf(_ event: EPCISEvent) -> Bool {
        switch event.term("movement") {
        case "relabel"?: event.action == .delete
        case "exchange"?: event.bizStep?.word == "retail_selling"
        default: false
        }
    }

    private func taken(_ event: EPCISEvent) throws -> Taken {
        if event.declaration != nil { return try declared(event) }
        let name = identity(of: event)
        if try recorder.event(name) != nil { return .already }
        // Kept before, when nothing told what it means: a rule of the user's may tell it by now.
        let isKept = try recorder.event(KeptEvent.id(name)) != nil
        // Declared wrong before it came: it is news and moves nothing. A ledger like ours tells what happened before what became of it: there
        // the declaration comes again behind the event.
        if event.term("movement") == nil, try recorder.event(KeptEvent.id(EventTaker.declared(name))) != nil { return try keep(event, name, isKept: isKept) }
        if isKept, drafter.mapping.rule(for: event)?.movement == nil { return .already }
        guard let own = event.term("movement") else { return try foreign(event, name, isKept: isKept) }
        guard let type = MovementType(rawValue: own), !type.isAboutAnEntry else { return try keep(event, name, isKept: isKept) }
        if isSecondHalf(event) { return .already }
        return try record(try drafter.draft(of: event, type), event, name)
    }

    // MARK: Identity

    /// The id under which the event's entries are found again; an id too long for the ledger gives way to the hash.
    private func identity(of event: EPCISEvent) -> String {
        let id = event.identity
        return id.utf8.count <= 150 && NFC.normalize(id) == id ? id : EventHash.prefix + event.digest.hex + EventHash.suffix
    }

    private func known(_ name: String) throws -> SequenceNumber? {
        try recorder.event(name) ?? recorder.event(KeptEvent.id(name))
    }

    /// What an event under this id was, where it was recorded.
    private func digest(ofEvent id: String) throws -> Digest32? {
        guard let seq = try recorder.event(KeptEvent.id(id)) ?? recorder.event(id) else { return nil }
        let said = try recorder.entry(at: seq)?.0.data["eventHash"]?.string
        return Digest32(hex: said ?? EventHash.hex(inID: id) ?? "")
    }

    // MARK: Error declarations

    /// The name of an event's declaration, which has the same id.
    private static func declared(_ id: String) -> String { id + " declared" }

    private func declared(_ event: EPCISEvent) throws -> Taken {
        guard let declaration = event.declaration, !isSecondHalf(event) else { return .already }
        let original = identity(of: event)
        let terms = declaration.terms
        let own = terms.first { $0.name == "movement" }?.value.string.flatMap(MovementType.init(rawValue:))
        guard let seq = try recorder.event(original) else {
            let name = EventTaker.declared(original)
            return try known(name) != nil ? .already : keep(event, name)
        }
        // A correction bears the id of the event that holds instead: that event is then already recorded.
        let name =
            own == .correct
            ? declaration.correctiveIDs.first ?? EventTaker.declared(original) + " " + declaration.time.moment.formatted() : EventTaker.declared(original)
        if try recorder.event(name) != nil { return .already }
        guard let own, own.isAboutAnEntry else { return try takeBack(event, seq, name) }
        var draft = drafter.draft(own, declaration.time.moment)
        try drafter.fill(&draft, from: terms)
        let reference = own == .void ? try root(of: seq) : seq
        try draft.set(.reference, text: String(reference))
        return try record(draft, event, name)
    }

    /// The entry that a chain of corrections begins with.
    private func root(of seq: SequenceNumber) throws -> SequenceNumber {
        var seq = seq
        while let entry = try recorder.entry(at: seq)?.0, entry.type == MovementType.correct.rawValue, let reference = entry.reference, reference < seq {
            seq = reference
        }
        return seq
    }

    /// Somebody else's declaration: every entry of the event is taken back; what holds instead comes as an event of its own.
    private func takeBack(_ event: EPCISEvent, _ first: SequenceNumber, _ name: String) throws -> Taken {
        var own: [SequenceNumber] = []
        let entry = try recorder.entry(at: first)?.0
        var seq = first
        while let next = try recorder.entry(at: seq)?.0, next.event == entry?.event {
            if next.link?.via == nil { own.append(seq) }
            seq += 1
        }
        var written: (first: SequenceNumber, entries: Int)?
        for (index, seq) in own.reversed().enumerated() {
            var draft = drafter.draft(.void, event.declaration?.time.moment ?? event.time.moment)
            try draft.set(.reference, text: String(seq))
            try draft.set("reason", .string("EPCIS " + (event.declaration?.reason?.word ?? event.declaration?.reason?.uri ?? "error declaration")))
            switch try submit(draft, event, index == 0 ? name : name + " " + String(index + 1)) {
            case .recorded(let first, let count, _): written = (written?.first ?? first, (written?.entries ?? 0) + count)
            case .alreadyRecorded: continue
            case .refused(let refusal): throw RowFault.refusal(refusal)
            }
        }
        if let written, try recorder.event(KeptEvent.id(name)) != nil { return .recorded(first: written.first, entries: written.entries, alerts: []) }
        let kept = try keptEntries(event, name)
        return .recorded(first: written?.first ?? kept.first, entries: (written?.entries ?? 0) + kept.entries, alerts: [])
    }

    // MARK: Events of somebody else's

    private func foreign(_ event: EPCISEvent, _ name: String, isKept: Bool) throws -> Taken {
        let rule = drafter.mapping.rule(for: event)
        guard let row = rule.map({ $0.movement.flatMap(EventRow.row) }) ?? EventRow.all.first(where: { $0.fits(event) }) else {
            return try keep(event, name, isKept: isKept)
        }
        var keys: [ItemKey] = []
        for identifier in drafter.goods(of: event) {
            guard let text = LedgerTerms.itemKey(identifier), let key = try? ItemKey(text) else { return try keep(event, name, isKept: isKept) }
            keys.append(key)
        }
        guard !keys.isEmpty, !event.hasQuantities else { return try keep(event, name, isKept: isKept) }
        // Goods that never came into this ledger move elsewhere: that is news, and no movement of ours.
        if rule == nil, row.type.rule.from != .none, try !keys.contains(where: { try recorder.item($0) != nil }) {
            return try keep(event, name, isKept: isKept)
        }
        let taken = try record(try drafter.draft(of: event, row, keys, rule), event, name)
        guard !isKept, case .recorded(let first, let entries, let alerts) = taken else { return taken }
        return .recorded(first: first, entries: entries + (try keptEntries(event, name)).entries, alerts: alerts)
    }

    // MARK: Recording

    private func submit(_ draft: MovementDraft, _ event: EPCISEvent, _ name: String) throws -> Outcome {
        var submission = try draft.submission()
        submission.movement.event = name
        if EventHash.hex(inID: name) != event.digest.hex, event.declaration == nil { submission.movement.data["eventHash"] = .string(event.digest.hex) }
        let outcome = try recorder.record(submission)
        // How late is late is the policy's business; the reason stands only in what it calls late.
        if case .refused(let refusal) = outcome, refusal.code == .lateWithoutReason, let lateReason {
            submission.movement.data["lateReason"] = .string(lateReason)
            return try recorder.record(submission)
        }
        return outcome
    }

    private func record(_ draft: MovementDraft, _ event: EPCISEvent, _ name: String) throws -> Taken {
        switch try submit(draft, event, name) {
        case .recorded(let first, let count, let alerts): return .recorded(first: first, entries: count, alerts: alerts)
        case .alreadyRecorded: return .already
        case .refused(let refusal): throw RowFault.refusal(refusal)
        }
    }

    private func keep(_ event: EPCISEvent, _ name: String, isKept: Bool = false) throws -> Taken {
        if isKept { return .already }
        let kept = try keptEntries(event, name)
        return .kept(first: kept.first, entries: kept.entries)
    }

    private func keptEntries(_ event: EPCISEvent, _ name: String) throws -> (first: SequenceNumber, entries: Int) {
        let parts = KeptEvent.parts(KeptEvent.text(of: event), identity: name)
        var first: SequenceNumber?
        for (index, part) in parts.enumerated() {
            var data = part
            data["eventHash"] = .string(event.digest.hex)
            let id = KeptEvent.id(name) + (index == 0 ? "" : " part " + String(index + 1))
            let seq = try recorder.record(document: KeptEvent.documentType, event: id, data: data, by: drafter.by)
            first = first ?? seq
        }
        return (first ?? 0, parts.count)
    }
}

package import DutyFree
package import EPCIS
import GS1
package import Ledger
import Wire

/// Puts the movement together that an event says, without asking the ledger.
package struct EventDrafter {
    let mapping: EventMapping
    /// Who records the events that do not say it.
    let by: PartyCode?

    package init(mapping: EventMapping, by: PartyCode?) {
        self.mapping = mapping
        self.by = by
    }

    /// The movement of an event that says `dfl:movement`, or of the first row that fits; nil where it says none.
    package func submission(of event: EPCISEvent) throws -> Submission? {
        if let type = event.term("movement").flatMap(MovementType.init(rawValue:)) { return try draft(of: event, type).submission() }
        guard let row = EventRow.all.first(where: { $0.fits(event) }) else { return nil }
        let keys = goods(of: event).compactMap { LedgerTerms.itemKey($0).flatMap { try? ItemKey($0) } }
        return try draft(of: event, row, keys, nil).submission()
    }

    func draft(_ type: MovementType, _ occurred: Timestamp) -> MovementDraft {
        var draft = MovementDraft()
        (draft.type, draft.by, draft.occurred) = (type, by, occurred)
        return draft
    }

    // MARK: Events of a ledger like ours

    func draft(of event: EPCISEvent, _ type: MovementType) throws -> MovementDraft {
        var draft = draft(type, event.time.moment)
        try fill(&draft, from: event.terms)
        let row = EventRow.row(type)
        for transaction in event.transactions {
            guard let kind = transaction.type.flatMap({ row?.documentKind(of: $0) }) else { continue }
            try draft.set(.document(kind), text: mapping.number(inDocument: transaction.id))
        }
        if type == .relabel {
            draft.add(try key(of: event.term("replaces").flatMap { try? EventIdentifier($0) }, event.term("replaces")))
        } else {
            for identifier in goods(of: event) { draft.add(try key(of: identifier, identifier.text)) }
        }
        return draft
    }

    /// An aggregation that ends without naming children ends for all of them: the carton is what is unpacked.
    func goods(of event: EPCISEvent) -> [EventIdentifier] {
        event.epcs.isEmpty && event.kind == .aggregation ? event.parent.map { [$0] } ?? [] : event.epcs
    }

    private func key(of identifier: EventIdentifier?, _ text: String?) throws -> ItemKey {
        guard let identifier, let key = LedgerTerms.itemKey(identifier) else {
            throw RowFault.refusal(Refusal(.badCode, facts: ["code": String((text ?? "").prefix(80)), "why": "no item"]))
        }
        do throws(Refusal) { return try ItemKey(key) } catch { throw RowFault.refusal(error) }
    }

    /// Sets each term of ours that is a field of movements.
    func fill(_ draft: inout MovementDraft, from terms: [LedgerTerm]) throws {
        for term in terms {
            let field = MovementField(term.name)
            guard field != nil || term.name == "set" else { continue }
            // Truth is a word there, and numbers may be texts: the field knows what it holds.
            if let field, let text = term.value.string {
                try draft.set(field, text: text)
                continue
            }
            guard let value = term.value.ledgerValue else { throw draft.fault(.badNumber, term.name, nil) }
            switch (field, value) {
            case (nil, _), (_, .object), (_, .array): try draft.set(term.name, value)
            case (let field?, _): try draft.set(field, value)
            }
        }
    }

    // MARK: Events of somebody else's

    func draft(of event: EPCISEvent, _ row: EventRow, _ keys: [ItemKey], _ rule: EventMapping.Rule?) throws -> MovementDraft {
        var draft = draft(row.type, event.time.moment)
        for key in keys { draft.add(key) }
        let destination = event.destinations.first { $0.type.word == "location" }?.identifier
        if let to = (row.place == .leaves ? destination : event.bizLocation ?? event.readPoint).flatMap(mapping.path) { try draft.set(.to, text: to.text) }
        for transaction in event.transactions {
            let kind = transaction.type.flatMap { mapping.documents[$0.word ?? $0.uri] ?? row.documentKind(of: $0) }
            if let kind { try draft.set(.document(kind), text: mapping.number(inDocument: transaction.id)) }
        }
        if let parent = event.parent.flatMap(LedgerTerms.itemKey), event.kind == .aggregation { try draft.set("parent", .string(parent)) }
        let needs = row.type.rule.fields
        if needs.contains("product"), let gtin = keys.first?.gtin, keys.allSatisfy({ $0.gtin == gtin }) { try draft.set("product", .string(gtin.digits14)) }
        if needs.contains("result"), let word = event.disposition?.word { try draft.set("result", .string(word == "non_conformant" ? "fail" : "pass")) }
        for member in event.tree["ilmd"]?.members ?? [] {
            guard let (namespace, local) = event.context.expand(member.name), namespace.hasPrefix("urn:epcglobal:cbv:mda"), let text = member.value.string
            else { continue }
            if local == "lotNumber" { try draft.set("lot", .string(text)) }
            if local == "itemExpirationDate" { try draft.set("expiry", .string(String(text.prefix(10)))) }
        }
        for member in rule?.set.members ?? [] { try draft.set(member.name, member.value) }
        return draft
    }
}

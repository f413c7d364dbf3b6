package import DutyFree
import Wire

/// The fields that a row of movements may have, by the names that CSV headers and JSON members share.
package enum MovementField: Hashable, Sendable {
    case type, by, occurred, items, from, to, person, event, reference
    case document(DocumentKind)
    case documentHash(DocumentKind)
    /// Facts of the movement type, by the shape of their value.
    case text(String)
    case integer(String)
    case money(String)
    case flag(String)
    case time(String)
    case date(String)
    case code(String)
    case tripID, tripDeparts, tripExit
    /// How many items the row names: checked, and not kept.
    case quantity
    /// A fact that a `correct` sets.
    indirect case set(MovementField)
    /// What we wrote ourselves beside a refused row.
    case remark
    /// Why it was refused, in a file of refused rows.
    case refusedCode

    /// Reads a name, or nil where there is no such field.
    package init?(_ name: String) {
        if let known = MovementField.byName[name] {
            self = known
        } else if name.hasPrefix("doc.") {
            let rest = name.dropFirst(4)
            if rest.hasSuffix(".sha256"), let kind = DocumentKind(rawValue: String(rest.dropLast(7))) {
                self = .documentHash(kind)
            } else if let kind = DocumentKind(rawValue: String(rest)) {
                self = .document(kind)
            } else {
                return nil
            }
        } else if name.hasPrefix("set."), let inner = MovementField(String(name.dropFirst(4))), inner.isCorrectable {
            self = .set(inner)
        } else {
            return nil
        }
    }

    /// Identity (which item, which movement) can be named in `set.`, so that the rules can refuse it in their words.
    private var isCorrectable: Bool {
        switch self {
        case .set, .remark, .refusedCode, .reference, .event, .quantity: false
        default: true
        }
    }

    /// The name in an entry's `data`, or in the `set` of a correction.
    package var name: String {
        switch self {
        case .text(let name), .integer(let name), .money(let name), .flag(let name), .time(let name), .date(let name),
            .code(let name):
            name
        case .type: "type"
        case .by: "by"
        case .occurred: "occurred"
        case .items: "items"
        case .from: "from"
        case .to: "to"
        case .person: "person"
        case .event: "event"
        case .reference: "ref"
        case .document(let kind): "doc." + kind.rawValue
        case .documentHash(let kind): "doc." + kind.rawValue + ".sha256"
        case .tripID: "trip.id"
        case .tripDeparts: "trip.departs"
        case .tripExit: "trip.exit"
        case .quantity: "quantity"
        case .set(let inner): "set." + inner.name
        case .remark: "refusedMessage"
        case .refusedCode: "refusedCode"
        }
    }

    /// All names but the open families `doc.` and `set.`, for "did you mean".
    package static var names: [String] { fixed.keys.sorted() + DocumentKind.allCases.map { "doc." + $0.rawValue } }

    private static let byName = NameShelves(fixed)

    private static let fixed: [String: MovementField] = {
        var fields: [String: MovementField] = [
            "type": .type, "by": .by, "occurred": .occurred, "item": .items, "items": .items, "from": .from, "to": .to,
            "person": .person, "event": .event, "ref": .reference, "trip": .tripID, "trip.id": .tripID,
            "trip.departs": .tripDeparts, "trip.exit": .tripExit, "refusedCode": .refusedCode, "refusedMessage": .remark,
            "quantity": .quantity,
        ]
        for name in [
            "product", "result", "reason", "cause", "pickup", "channel", "province", "witness", "note", "lateReason", "lot",
        ] { fields[name] = .text(name) }
        for name in ["priceFen", "taxedFen", "guaranteeFen", "taxFen"] { fields[name] = .money(name) }
        for name in ["age", "years"] { fields[name] = .integer(name) }
        for name in ["resident", "selfPaid"] { fields[name] = .flag(name) }
        for name in ["departs", "decided"] { fields[name] = .time(name) }
        for name in ["code", "parent", "with"] { fields[name] = .code(name) }
        fields["expiry"] = .date("expiry")
        return fields
    }()
}

/// What a party may do (domain.md §1); the letter is the one of the movement table.
package enum PartyRole: String, CaseIterable, Sendable {
    case warehouse, store, pickup, mail, gate, customs, approver, counter, auditor
}

/// A set of roles, as a bit each: who may record a movement.
package struct PartyRoles: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let w = PartyRoles(rawValue: 1)
    package static let s = PartyRoles(rawValue: 2)
    package static let p = PartyRoles(rawValue: 4)
    package static let m = PartyRoles(rawValue: 8)
    package static let g = PartyRoles(rawValue: 16)
    package static let k = PartyRoles(rawValue: 32)
    package static let v = PartyRoles(rawValue: 64)
    package static let allButAuditor: PartyRoles = [.w, .s, .p, .m, .g, .k, .v]

    package init(_ role: PartyRole) {
        switch role {
        case .warehouse: self = .w
        case .store: self = .s
        case .pickup: self = .p
        case .mail: self = .m
        case .gate: self = .g
        case .customs: self = .k
        case .approver: self = .v
        case .counter, .auditor: self = []
        }
    }

    package var roles: [PartyRole] { PartyRole.allCases.filter { !PartyRoles($0).isEmpty && isSuperset(of: PartyRoles($0)) } }
}

/// What a place is (domain.md §1).
package enum LocationKind: String, CaseIterable, Sendable {
    case port, warehouse, store, pickup
    case returnPickup = "return-pickup"
    case mail, gate
    case customsHold = "customs-hold"
    case otherOperator = "other-operator"
}

/// What a part of a store is for: selling, or holding what is sold.
package enum LocationRole: String, CaseIterable, Sendable {
    case store, hold
}

/// The kinds of documents that entries name (domain.md §2).
package enum DocumentKind: String, CaseIterable, Sendable {
    case declaration, manifest, inspection, receipt, transfer, discrepancy, delivery, voucher, custody, departure, waybill
    case signature, refund, examination, report, destruction, export, taxbill, guarantee, approval, order, proof
}

/// A document by its number, and the SHA-256 (lower-case hex) of its file where there is one. Never the file.
package struct DocumentReference: Hashable, Sendable {
    package var number: String
    package var sha256: String?

    package init(number: String, sha256: String?) {
        self.number = number
        self.sha256 = sha256
    }
}

/// How goods reach the traveller (domain.md §4).
package enum PickupMode: String, CaseIterable, Sendable {
    case port, mail, `return`
    case inZone = "in-zone"
    case guaranteed, immediate

    /// The state after the sale.
    package var stateAfterSale: ItemState {
        switch self {
        case .port, .mail, .return: .sold
        case .inZone, .guaranteed, .immediate: .pickedUp
        }
    }
}

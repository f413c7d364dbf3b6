package import DutyFree
package import GS1
package import Wire

/// Which items a recall is about. Exactly one of these.
package enum RecallSubject: Hashable, Sendable {
    case lot(String)
    case product(GTIN)
    case declaration(String)
    case items([ItemKey])

    /// As the call's entry says it.
    package var data: JSONObject {
        switch self {
        case .lot(let lot): ["lot": .string(lot)]
        case .product(let gtin): ["product": .string(gtin.digits14)]
        case .declaration(let number): ["declaration": .string(number)]
        case .items(let items): ["items": .array(items.map { .string($0.text) })]
        }
    }

    package init?(data: JSONObject) {
        if let lot = data["lot"]?.string {
            self = .lot(lot)
        } else if let gtin = data["product"]?.string.flatMap({ GTIN(digits14: $0) }) {
            self = .product(gtin)
        } else if let number = data["declaration"]?.string {
            self = .declaration(number)
        } else if let items = data["items"]?.array {
            self = .items(items.compactMap(\.string).map { ItemKey(trusted: $0) })
        } else {
            return nil
        }
    }
}

/// An item that is recalled: where it is now, and who holds it.
package struct RecalledItem: Hashable, Sendable {
    package enum Holder: Hashable, Sendable {
        /// A party of ours, by the place where the item is or is bound for.
        case party(PartyCode)
        /// Its buyer, before or after departure; never named here.
        case buyer
        case customs
        /// Another operator's ledger goes on with it.
        case otherOperator
        /// Destroyed, lost, re-exported or in free circulation.
        case nobody
    }

    package var item: ItemKey
    package var product: GTIN?
    package var state: ItemState
    package var location: LocationPath?
    package var holder: Holder
    package var isOnHold: Bool
    package var seq: SequenceNumber

    /// Whether somebody of ours can put it aside.
    package var isWithUs: Bool { if case .party = holder { true } else { false } }
}

package enum Recall {
    /// Every item of the subject as it stands now, in the order in which they came into the ledger. By lot the entries are read, for
    /// a lot is said once, at the declaration or take-over.
    package static func items(_ reader: any LedgerReader, _ subject: RecallSubject) throws -> [RecalledItem] {
        var holders = Holders(reader)
        var found: [RecalledItem] = []
        func add(_ head: ItemHead) throws {
            guard head.item.product != nil else { return }
            found.append(
                RecalledItem(
                    item: head.item.key, product: head.item.product, state: head.item.state, location: head.item.location ?? head.item.destination,
                    holder: try holders.holder(of: head.item), isOnHold: head.item.onHold, seq: head.seq))
        }
        switch subject {
        case .items(let codes):
            for code in codes {
                guard let key = try reader.identity(of: code), let head = try reader.head(of: key) else { throw Refusal(.unknownItem, item: code) }
                try add(head)
            }
        case .product(let gtin):
            try reader.items {
                if $0.item.product == gtin { try add($0) }
                return true
            }
        case .declaration(let number):
            try reader.items {
                if $0.item.declaration == number { try add($0) }
                return true
            }
        case .lot(let lot):
            let needle = EntryScan.Needle(Array("\"lot\":".utf8))
            var keys: [ItemKey] = []
            try reader.scan(0..<reader.size()) { _, body in
                guard needle.isIn(body), let entry = try? Entry(body), let link = entry.link, link.n == 0,
                    entry.data["lot"]?.string == lot
                else { return true }
                keys.append(link.item)
                return true
            }
            for key in keys { if let head = try reader.head(of: key) { try add(head) } }
        }
        return found
    }

    /// Places to parties, each looked up once.
    private struct Holders {
        let reader: any LedgerReader
        private var known: [LocationPath: PartyCode?] = [:]

        init(_ reader: any LedgerReader) { self.reader = reader }

        mutating func holder(of item: Item) throws -> RecalledItem.Holder {
            switch item.state {
            case .pickedUp, .mailed, .departed: return .buyer
            case .seized, .confiscated: return .customs
            case .transferred: return .otherOperator
            case .lost, .destroyed, .exported, .cleared: return .nobody
            default: return try (item.location ?? item.destination).flatMap { try party(at: $0) }.map { .party($0) } ?? .nobody
            }
        }

        /// Of the nearest known place that names one.
        private mutating func party(at place: LocationPath) throws -> PartyCode? {
            if let party = known[place] { return party }
            var party: PartyCode?
            var next: LocationPath? = place
            while party == nil, let path = next {
                party = try reader.master(.location, path.text)?.data["party"]?.string.map { PartyCode($0) }
                next = path.parent
            }
            known[place] = .some(party)
            return party
        }
    }
}

import GS1
import Wire

/// `declare` and `take_over`: what brings an item into the ledger.
enum ImportRules {
    /// `item-exists`, `bad-code`, `unknown-product`.
    static func checkCode(_ code: ItemKey, _ movement: Movement, _ view: some LedgerView) throws {
        if try view.item(code) != nil { throw Refusal(.itemExists, item: code) }
        if try view.successor(ofRetired: code) != nil { throw Refusal(.itemExists, item: code) }
        guard code.isValid, !code.isAggregate else {
            throw Refusal(.badCode, item: code, facts: ["code": code.text, "why": "form or check digit"])
        }
        guard let gtin = product(of: movement) else {
            throw Refusal(.badCode, item: code, field: "product", facts: ["code": movement.data["product"]?.string ?? "-", "why": "product"])
        }
        // A key with a GTIN names its product itself.
        if let own = code.gtin, own != gtin {
            throw Refusal(.badCode, item: code, field: "product", facts: ["code": gtin.digits14, "why": "another product"])
        }
        guard try view.product(gtin) != nil else {
            throw Refusal(.unknownProduct, item: code, facts: ["product": gtin.digits14])
        }
    }

    /// `category-not-allowed`: the product's category is on the list in force.
    static func checkCategory(_ movement: Movement, _ policy: Policy, _ view: some LedgerView) throws {
        guard let gtin = product(of: movement), let product = try view.product(gtin), policy.category(product.category) == nil else { return }
        throw Refusal(
            .categoryNotAllowed, item: movement.items.first, field: "product",
            facts: ["category": product.category, "policy": policy.id.text])
    }

    static func product(of movement: Movement) -> GTIN? {
        movement.data["product"]?.string.flatMap { GTIN(digits14: $0) ?? (try? GTIN($0)) }
    }

    static func state(of movement: Movement, at place: Location?) throws -> ItemState {
        guard movement.type == .takeOver else { return .declared }
        guard let place, let state = place.stateOfGoods else {
            throw Refusal(
                .badLocation, item: movement.items.first, field: "to",
                facts: ["to": movement.to?.text ?? "-", "needs": "warehouse, store"])
        }
        return state
    }
}

extension Location {
    /// bonded in a warehouse, in_store in a store; nil elsewhere.
    var stateOfGoods: ItemState? {
        switch kind {
        case .warehouse: .bonded
        case .store: .inStore
        default: nil
        }
    }
}

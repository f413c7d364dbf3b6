/// What a movement starts from.
package enum MovementOrigin: Hashable, Sendable {
    /// Nothing: it brings the item into the ledger.
    case none
    case item(ItemStates)
    /// Not about an item's state.
    case trip, person, entry
}

/// What a movement leaves.
package enum MovementResult: Hashable, Sendable {
    case same
    case state(ItemState)
    /// One or the other: by the kind of the place (bonded in a warehouse, in_store in a store) or by the pick-up mode.
    case either(ItemState, ItemState)
    /// `correct`: what the item's history gives once the facts are set right; `void`: what was before the entry.
    case replayed, beforeIt
}

/// One row of the lifecycle: 操作规范程序化, the procedure as a program. A reference, because every movement asks for its
/// rule several times.
package final class MovementRule: Sendable {
    package let type: MovementType
    package let zh: String
    package let from: MovementOrigin
    package let to: MovementResult
    package let by: PartyRoles
    /// Fields without which it is refused (`missing-field`). `to` and `person` are the movement's own, the rest `data`.
    package let fields: [String]
    /// Documents without which it is refused (`missing-document`).
    package let documents: [DocumentKind]
    /// The refusals that are its own, in order; the common ones come before. A sale's are in `SaleRules`.
    package let refusals: [ReasonCode]
    package let saleRefusals: Bool

    init(
        _ type: MovementType, _ zh: String, _ from: MovementOrigin, _ to: MovementResult, by: PartyRoles,
        needs fields: [String] = [], documents: [DocumentKind] = [], refuses refusals: [ReasonCode] = [],
        andTheSaleRules saleRefusals: Bool = false
    ) {
        self.type = type
        self.zh = zh
        self.from = from
        self.to = to
        self.by = by
        self.fields = fields
        self.documents = documents
        self.refusals = refusals
        self.saleRefusals = saleRefusals
    }
}

/// The lifecycle, a row a movement, in the order of domain.md §3. A test compares it with
/// reference/domain/lifecycle.json; checks, `explain` and documents are made from it.
package enum LifecycleTable {
    package static let rules: [MovementRule] = [
        MovementRule(
            .declare, "进口申报", .none, .state(.declared), by: .w,
            needs: ["product"], documents: [.declaration], refuses: [.itemExists, .unknownProduct, .badCode, .categoryNotAllowed]),
        MovementRule(
            .arrive, "到货", .item(ItemStates(.declared)), .state(.arrived), by: .w,
            needs: ["to"], documents: [.manifest], refuses: [.badLocation]),
        MovementRule(
            .inspect, "查验", .item(ItemStates(.arrived, .bonded, .inStore, .returned)), .same, by: .k,
            needs: ["result"], documents: [.inspection]),
        MovementRule(
            .enter, "入库激活", .item(ItemStates(.arrived)), .state(.bonded), by: .w,
            needs: ["to"], documents: [.receipt], refuses: [.badLocation]),
        MovementRule(
            .relabel, "换码", .item(ItemStates(.bonded, .inStore, .atPickup, .returned, .sold)), .same, by: [.w, .s, .p],
            needs: ["code", "reason"], refuses: [.codeInUse, .badCode]),
        MovementRule(
            .pack, "组箱组套", .item(ItemStates(.arrived, .bonded, .inStore)), .same, by: [.w, .s],
            needs: ["parent"], refuses: [.alreadyPacked, .mixedState]),
        MovementRule(
            .unpack, "拆箱拆套", .item(ItemStates(.arrived, .bonded, .inStore)), .same, by: [.w, .s],
            needs: ["parent"], refuses: [.notPacked]),
        MovementRule(
            .relocate, "移位(含上架)", .item(.held.union(ItemStates(.sold))), .same, by: [.w, .s, .p],
            needs: ["to"], refuses: [.otherSite]),
        MovementRule(
            .dispatch, "调拨出库", .item(ItemStates(.bonded, .inStore, .returned)), .state(.inTransit), by: [.w, .s],
            needs: ["to"], documents: [.transfer], refuses: [.sameSite, .approvalNeeded]),
        MovementRule(
            .receive, "调拨入库", .item(ItemStates(.inTransit)), .either(.bonded, .inStore), by: [.w, .s],
            needs: ["to"], documents: [.transfer], refuses: [.wrongDestination]),
        MovementRule(
            .short, "到货短少", .item(ItemStates(.declared, .inTransit)), .state(.lost), by: [.w, .s],
            needs: ["cause"], documents: [.discrepancy]),
        MovementRule(
            .handOver, "转出(跨企业)", .item(ItemStates(.inTransit)), .state(.transferred), by: .w,
            needs: ["to"], documents: [.transfer, .approval], refuses: [.wrongDestination]),
        MovementRule(
            .takeOver, "转入(跨企业)", .none, .either(.bonded, .inStore), by: [.w, .s],
            needs: ["product", "to"], documents: [.transfer, .approval, .proof], refuses: [.itemExists, .unknownProduct, .badLocation]),
        MovementRule(
            .sale, "销售", .item(ItemStates(.inStore)), .either(.sold, .pickedUp), by: .s,
            needs: ["person", "age", "priceFen", "pickup"], documents: [.receipt], andTheSaleRules: true),
        MovementRule(
            .deliver, "送达提货点", .item(ItemStates(.sold)), .state(.atPickup), by: .p,
            needs: ["to"], documents: [.delivery], refuses: [.badLocation, .modeMismatch]),
        MovementRule(
            .pickup, "提货", .item(ItemStates(.atPickup)), .either(.pickedUp, .departed), by: .p,
            needs: ["person", "trip"], documents: [.voucher], refuses: [.personMismatch, .tripMismatch, .pickupOverdue, .notDeparted]),
        MovementRule(
            .handback, "交回代管", .item(ItemStates(.pickedUp)), .state(.atPickup), by: .p,
            needs: ["person", "to"], documents: [.custody], refuses: [.personMismatch, .modeMismatch]),
        MovementRule(
            .reschedule, "改签", .trip, .same, by: [.s, .p],
            needs: ["person", "trip", "departs"], refuses: [.unknownTrip, .tripMismatch, .departurePassed, .rescheduleTooLate]),
        MovementRule(
            .depart, "离岛核验", .item(ItemStates(.pickedUp)), .state(.departed), by: [.g, .k],
            needs: ["person", "trip"], documents: [.departure], refuses: [.unknownTrip, .tripMismatch, .gateMismatch]),
        MovementRule(
            .mail, "邮寄", .item(ItemStates(.sold)), .state(.mailed), by: .m,
            needs: ["person", "trip"], documents: [.waybill], refuses: [.modeMismatch, .personMismatch, .notDeparted]),
        MovementRule(.mailDone, "签收", .item(ItemStates(.mailed)), .state(.departed), by: .m, documents: [.signature]),
        MovementRule(
            .mailBack, "退件", .item(ItemStates(.mailed)), .state(.returned), by: .m,
            needs: ["to"], documents: [.waybill]),
        MovementRule(
            .`return`, "退货", .item(ItemStates(.sold, .atPickup, .pickedUp, .departed)), .state(.returned), by: [.s, .p],
            needs: ["person", "to", "reason"], documents: [.refund], refuses: [.personMismatch, .approvalNeeded]),
        MovementRule(
            .exchange, "换货", .item(ItemStates(.sold, .atPickup, .pickedUp)), .state(.returned), by: .s,
            needs: ["person", "with", "priceFen", "to"], documents: [.refund, .receipt], refuses: [.personMismatch], andTheSaleRules: true),
        MovementRule(
            .restock, "验后回库", .item(ItemStates(.returned)), .either(.bonded, .inStore), by: [.w, .s],
            needs: ["to"], documents: [.examination], refuses: [.badLocation]),
        MovementRule(
            .damage, "残损", .item(ItemStates(.arrived, .bonded, .inStore, .atPickup, .returned)), .state(.damaged), by: [.w, .s, .p],
            needs: ["cause"], documents: [.report]),
        MovementRule(
            .loss, "灭失(盗失)", .item(.held), .state(.lost), by: [.w, .s, .p, .v],
            needs: ["cause"], documents: [.report]),
        MovementRule(
            .found, "寻回", .item(ItemStates(.lost)), .either(.bonded, .inStore), by: [.w, .s, .v],
            needs: ["to"], documents: [.report], refuses: [.badLocation, .dutySettled]),
        MovementRule(
            .settle, "补税核销", .item(ItemStates(.lost)), .same, by: .k,
            needs: ["taxFen"], documents: [.taxbill], refuses: [.dutySettled]),
        MovementRule(
            .tester, "转试用样品", .item(ItemStates(.inStore)), .state(.tester), by: .s,
            needs: ["reason"], documents: [.approval]),
        MovementRule(
            .expire, "过期", .item(ItemStates(.bonded, .inStore, .returned)), .state(.expired), by: [.w, .s],
            documents: [.report], refuses: [.notExpired]),
        MovementRule(
            .destroy, "销毁", .item(ItemStates(.damaged, .expired, .tester, .returned)), .state(.destroyed), by: .w,
            needs: ["witness"], documents: [.destruction], refuses: [.noWitness]),
        MovementRule(
            .export, "退运", .item(ItemStates(.bonded, .returned, .damaged, .expired)), .state(.exported), by: .w,
            documents: [.export]),
        MovementRule(
            .clear, "补税内销", .item(ItemStates(.bonded, .inStore, .returned, .damaged, .tester)), .state(.cleared), by: [.w, .s],
            needs: ["taxFen"], documents: [.taxbill]),
        MovementRule(
            .verifyGoods, "验核实物", .item(ItemStates(.pickedUp)), .same, by: .k,
            needs: ["person", "trip", "result"], documents: [.receipt], refuses: [.personMismatch, .modeMismatch]),
        MovementRule(
            .refundGuarantee, "退还担保", .item(ItemStates(.departed)), .same, by: .k,
            needs: ["person"], documents: [.guarantee], refuses: [.modeMismatch, .notVerified, .guaranteeClosed]),
        MovementRule(
            .convertGuarantee, "担保转税", .item(ItemStates(.pickedUp, .departed)), .state(.cleared), by: .k,
            needs: ["person", "taxFen"], documents: [.taxbill], refuses: [.modeMismatch, .guaranteeClosed, .notOverdue]),
        MovementRule(
            .freeze, "冻结", .item(.live), .same, by: .k,
            needs: ["reason"], documents: [.order], refuses: [.alreadyOnHold]),
        MovementRule(.release, "解冻", .item(.live), .same, by: .k, documents: [.order], refuses: [.notOnHold]),
        MovementRule(.seize, "扣留", .item(.live), .state(.seized), by: .k, needs: ["reason"], documents: [.order]),
        MovementRule(
            .unseize, "解除扣留", .item(ItemStates(.seized)), .state(.returned), by: .k,
            needs: ["to"], documents: [.order]),
        MovementRule(
            .confiscate, "没收", .item(ItemStates(.seized)), .state(.confiscated), by: .k,
            documents: [.order]),
        MovementRule(
            .ban, "停止享受政策", .person, .same, by: .k,
            needs: ["person", "decided", "years"], documents: [.order]),
        MovementRule(
            .correct, "更正", .entry, .replayed, by: .allButAuditor,
            needs: ["ref", "set", "reason"], refuses: [.unknownEntry, .alreadyCorrected, .notCorrectable, .notAuthorised]),
        MovementRule(
            .void, "撤销", .entry, .beforeIt, by: .allButAuditor,
            needs: ["ref", "reason"], refuses: [.unknownEntry, .notLast, .notVoidable, .notAuthorised]),
    ]

    /// The rule of a movement, found by its place in the table.
    package static func rule(_ type: MovementType) -> MovementRule { rules[type.index] }
}

extension MovementType {
    package var rule: MovementRule { LifecycleTable.rule(self) }

    /// Its place in `allCases`, which is its place in the table.
    fileprivate var index: Int {
        switch self {
        case .declare: 0
        case .arrive: 1
        case .inspect: 2
        case .enter: 3
        case .relabel: 4
        case .pack: 5
        case .unpack: 6
        case .relocate: 7
        case .dispatch: 8
        case .receive: 9
        case .short: 10
        case .handOver: 11
        case .takeOver: 12
        case .sale: 13
        case .deliver: 14
        case .pickup: 15
        case .handback: 16
        case .reschedule: 17
        case .depart: 18
        case .mail: 19
        case .mailDone: 20
        case .mailBack: 21
        case .`return`: 22
        case .exchange: 23
        case .restock: 24
        case .damage: 25
        case .loss: 26
        case .found: 27
        case .settle: 28
        case .tester: 29
        case .expire: 30
        case .destroy: 31
        case .export: 32
        case .clear: 33
        case .verifyGoods: 34
        case .refundGuarantee: 35
        case .convertGuarantee: 36
        case .freeze: 37
        case .release: 38
        case .seize: 39
        case .unseize: 40
        case .confiscate: 41
        case .ban: 42
        case .correct: 43
        case .void: 44
        }
    }
}

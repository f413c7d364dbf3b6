package import DutyFree

extension ItemState {
    /// A short name.
    package var words: Text {
        switch self {
        case .declared: Text(en: "declared", zh: "已申报")
        case .arrived: Text(en: "arrived", zh: "已到库")
        case .bonded: Text(en: "bonded", zh: "在库")
        case .inTransit: Text(en: "in transit", zh: "调拨在途")
        case .inStore: Text(en: "in store", zh: "在店")
        case .sold: Text(en: "sold", zh: "已售待提")
        case .atPickup: Text(en: "at pick-up", zh: "已到提货点")
        case .pickedUp: Text(en: "picked up", zh: "已提未离岛")
        case .mailed: Text(en: "mailed", zh: "已寄出")
        case .departed: Text(en: "departed", zh: "已离岛")
        case .returned: Text(en: "returned", zh: "退回待验")
        case .damaged: Text(en: "damaged", zh: "残损")
        case .expired: Text(en: "expired", zh: "过期")
        case .tester: Text(en: "tester", zh: "试用样品")
        case .seized: Text(en: "seized", zh: "扣留")
        case .lost: Text(en: "lost", zh: "灭失")
        case .destroyed: Text(en: "destroyed", zh: "已销毁")
        case .exported: Text(en: "exported", zh: "已退运")
        case .cleared: Text(en: "cleared", zh: "已完税")
        case .transferred: Text(en: "transferred", zh: "已转出")
        case .confiscated: Text(en: "confiscated", zh: "已没收")
        }
    }

    package var explanation: Text {
        switch self {
        case .declared: Text(en: meaning, zh: "已列入报关单，尚未到仓")
        case .arrived: Text(en: meaning, zh: "在监管仓库，代码未激活")
        case .bonded: Text(en: meaning, zh: "在监管仓库，代码已激活")
        case .inTransit: Text(en: meaning, zh: "在我方两地之间或发往另一经营主体")
        case .inStore: Text(en: meaning, zh: "在店待售")
        case .sold: Text(en: meaning, zh: "已付款，仍在店内，待配送或邮寄")
        case .atPickup: Text(en: meaning, zh: "已售，在提货点等候")
        case .pickedUp: Text(en: meaning, zh: "已在旅客手中，尚在岛内")
        case .mailed: Text(en: meaning, zh: "已寄往岛外旅客")
        case .departed: Text(en: meaning, zh: "已随旅客或寄给旅客离岛")
        case .returned: Text(en: meaning, zh: "已收回，待查验")
        case .damaged: Text(en: meaning, zh: "破损、开封或不可售")
        case .expired: Text(en: meaning, zh: "已过期")
        case .tester: Text(en: meaning, zh: "已开封供试用或陈列")
        case .seized: Text(en: meaning, zh: "在海关手中")
        case .lost: Text(en: meaning, zh: "短少、被盗或丢失；补税前税款悬置")
        case .destroyed: Text(en: meaning, zh: "已在监管下销毁")
        case .exported: Text(en: meaning, zh: "已退运出境")
        case .cleared: Text(en: meaning, zh: "已缴进口税，可自由流通")
        case .transferred: Text(en: meaning, zh: "已移交另一经营主体的账本")
        case .confiscated: Text(en: meaning, zh: "已没收")
        }
    }
}

extension Custody {
    package var words: Text {
        switch self {
        case .held: Text(en: "held by us", zh: "我方持有")
        case .transit: Text(en: "in transit", zh: "在途")
        case .sold: Text(en: "sold, still with us", zh: "已售，尚在我方")
        case .gone: Text(en: "out of our hands", zh: "已离开我方")
        case .lost: Text(en: "lost", zh: "灭失")
        }
    }
}

extension PartyRole {
    package var words: Text {
        switch self {
        case .warehouse: Text(en: "warehouse", zh: "仓库")
        case .store: Text(en: "store", zh: "门店")
        case .pickup: Text(en: "pick-up point", zh: "提货点")
        case .mail: Text(en: "mail centre", zh: "邮寄中心")
        case .gate: Text(en: "gate", zh: "智能闸机")
        case .customs: Text(en: "customs", zh: "海关")
        case .approver: Text(en: "supervisor", zh: "负责人")
        case .counter: Text(en: "counter", zh: "盘点员")
        case .auditor: Text(en: "auditor", zh: "审计")
        }
    }
}

extension LocationKind {
    package var words: Text {
        switch self {
        case .port: Text(en: "port", zh: "进口口岸")
        case .warehouse: Text(en: "warehouse", zh: "监管仓库")
        case .store: Text(en: "store", zh: "销售场所")
        case .pickup: Text(en: "pick-up point", zh: "提货点")
        case .returnPickup: Text(en: "islander pick-up point", zh: "返岛提货点")
        case .mail: Text(en: "mail centre", zh: "邮寄中心")
        case .gate: Text(en: "gate", zh: "智能闸机")
        case .customsHold: Text(en: "customs hold", zh: "海关扣留库")
        case .otherOperator: Text(en: "other operator", zh: "其他经营主体")
        }
    }
}

extension DocumentKind {
    package var words: Text {
        switch self {
        case .declaration: Text(en: "declaration", zh: "报关单")
        case .manifest: Text(en: "manifest", zh: "到货清单")
        case .inspection: Text(en: "inspection order", zh: "查检单")
        case .receipt: Text(en: "receipt", zh: "入库单／销售小票")
        case .transfer: Text(en: "transfer order", zh: "调拨单")
        case .discrepancy: Text(en: "discrepancy report", zh: "差异报告")
        case .delivery: Text(en: "delivery note", zh: "配送单")
        case .voucher: Text(en: "pick-up voucher", zh: "提货凭证")
        case .custody: Text(en: "custody slip", zh: "代管单")
        case .departure: Text(en: "departure record", zh: "离港记录")
        case .waybill: Text(en: "waybill", zh: "运单")
        case .signature: Text(en: "signature", zh: "签收")
        case .refund: Text(en: "refund slip", zh: "退货单")
        case .examination: Text(en: "examination record", zh: "验货单")
        case .report: Text(en: "report", zh: "残损／灭失报告")
        case .destruction: Text(en: "destruction record", zh: "销毁记录")
        case .export: Text(en: "export declaration", zh: "出口报关单")
        case .taxbill: Text(en: "tax bill", zh: "税单")
        case .guarantee: Text(en: "guarantee", zh: "担保")
        case .approval: Text(en: "customs' approval", zh: "海关批准")
        case .order: Text(en: "customs' order", zh: "海关通知书")
        case .proof: Text(en: "inclusion proof", zh: "存在证明")
        }
    }
}

package enum Words {
    /// A hint where nothing came near.
    package static func oneOf(_ codes: [String]) -> Text {
        Text(en: "One of: \(codes.joined(separator: ", "))", zh: "可选：\(codes.joined(separator: "、"))")
    }

    /// Joined as each language lists things.
    package static func list(_ texts: [Text]) -> Text {
        Text(en: texts.map(\.en).joined(separator: ", "), zh: texts.map(\.zh).joined(separator: "、"))
    }
}

package import DutyFree

// The words of the trade, both languages side by side. One place for each.

extension MovementType {
    /// A short name.
    package var words: Text {
        switch self {
        case .declare: Text(en: "declaration", zh: "进口申报")
        case .arrive: Text(en: "arrival", zh: "到货")
        case .inspect: Text(en: "inspection", zh: "查验")
        case .enter: Text(en: "entry and activation", zh: "入库激活")
        case .relabel: Text(en: "relabelling", zh: "换码")
        case .pack: Text(en: "packing", zh: "组箱组套")
        case .unpack: Text(en: "unpacking", zh: "拆箱拆套")
        case .relocate: Text(en: "relocation", zh: "移位(含上架)")
        case .dispatch: Text(en: "dispatch", zh: "调拨出库")
        case .receive: Text(en: "receipt", zh: "调拨入库")
        case .short: Text(en: "shortage", zh: "到货短少")
        case .handOver: Text(en: "hand-over", zh: "转出(跨企业)")
        case .takeOver: Text(en: "take-over", zh: "转入(跨企业)")
        case .sale: Text(en: "sale", zh: "销售")
        case .deliver: Text(en: "delivery", zh: "送达提货点")
        case .pickup: Text(en: "pick-up", zh: "提货")
        case .handback: Text(en: "hand-back", zh: "交回代管")
        case .reschedule: Text(en: "rescheduling", zh: "改签")
        case .depart: Text(en: "departure", zh: "离岛核验")
        case .mail: Text(en: "mailing", zh: "邮寄")
        case .mailDone: Text(en: "mail signed for", zh: "签收")
        case .mailBack: Text(en: "mail come back", zh: "退件")
        case .`return`: Text(en: "return", zh: "退货")
        case .exchange: Text(en: "exchange", zh: "换货")
        case .restock: Text(en: "restocking", zh: "验后回库")
        case .damage: Text(en: "damage", zh: "残损")
        case .loss: Text(en: "loss", zh: "灭失(盗失)")
        case .found: Text(en: "found again", zh: "寻回")
        case .settle: Text(en: "duty settlement", zh: "补税核销")
        case .tester: Text(en: "made a tester", zh: "转试用样品")
        case .expire: Text(en: "expiry", zh: "过期")
        case .destroy: Text(en: "destruction", zh: "销毁")
        case .export: Text(en: "re-export", zh: "退运")
        case .clear: Text(en: "clearance", zh: "补税内销")
        case .verifyGoods: Text(en: "goods verified", zh: "验核实物")
        case .refundGuarantee: Text(en: "guarantee refunded", zh: "退还担保")
        case .convertGuarantee: Text(en: "guarantee converted", zh: "担保转税")
        case .freeze: Text(en: "freeze", zh: "冻结")
        case .release: Text(en: "release", zh: "解冻")
        case .seize: Text(en: "seizure", zh: "扣留")
        case .unseize: Text(en: "seizure lifted", zh: "解除扣留")
        case .confiscate: Text(en: "confiscation", zh: "没收")
        case .ban: Text(en: "ban", zh: "停止享受政策")
        case .correct: Text(en: "correction", zh: "更正")
        case .void: Text(en: "void", zh: "撤销")
        }
    }

    /// What it means, in a sentence or two.
    package var explanation: Text {
        switch self {
        case .declare:
            Text(
                en: "An item enters the ledger on an import declaration, under the code that it keeps for life.",
                zh: "货物凭报关单进入账本，其代码终身不变。")
        case .arrive:
            Text(
                en: "The item reached the supervised warehouse, with its delivery order; its code is not active yet.",
                zh: "货物凭到货清单到达监管仓库，代码尚未激活。")
        case .inspect:
            Text(
                en: "Customs examined it and say with what result; `fail` freezes it until customs release it.",
                zh: "海关查验并给出结果；不合格（fail）即冻结，待海关解冻。")
        case .enter:
            Text(
                en: "It is put on stock and its code becomes active.",
                zh: "办理入库并激活代码。")
        case .relabel:
            Text(
                en: "The same item gets a new label; the old code is retired and leads to the new one.",
                zh: "同一货物换新标签；旧码作废并指向新码。")
        case .pack:
            Text(
                en: "Items of one state and place go into a carton (SSCC) or a gift set; from then on they move together.",
                zh: "同一状态、同一地点的货物装入箱（SSCC）或套装，此后一同移动。")
        case .unpack:
            Text(
                en: "Items leave their carton or set.",
                zh: "货物拆出箱或套装。")
        case .relocate:
            Text(
                en: "Within a site, from shelf to shelf.",
                zh: "在同一地点内移位。")
        case .dispatch:
            Text(
                en: "It leaves for another site, or with customs' approval for another operator.",
                zh: "调拨至另一地点；跨企业须经海关批准。")
        case .receive:
            Text(
                en: "It arrived where it was sent: bonded in a warehouse, in store in a store.",
                zh: "到达调拨目的地：入仓为在库，入店为在店。")
        case .short:
            Text(
                en: "It was announced and did not come: lost, with a discrepancy report, until it is found or its duty settled.",
                zh: "应到未到：按差异报告记灭失，直至寻回或补税。")
        case .handOver:
            Text(
                en: "Handed to the other operator; its life in this ledger ends.",
                zh: "移交另一经营主体，在本账本终结。")
        case .takeOver:
            Text(
                en: "Taken over from another operator, with the proof of its chain.",
                zh: "自另一经营主体转入，附其链条证明。")
        case .sale:
            Text(
                en: "Sold to a traveller under the policy in force, for pick-up, mailing or taking along.",
                zh: "按有效政策售予旅客，待提、邮寄或即提。")
        case .deliver:
            Text(
                en: "Brought to the pick-up point that its pick-up mode asks for.",
                zh: "送达与提货方式相符的提货点。")
        case .pickup:
            Text(
                en: "Handed to its buyer at the pick-up point.",
                zh: "在提货点交付购买人。")
        case .handback:
            Text(
                en: "The traveller leaves the isolation area again; the goods stay in custody.",
                zh: "旅客退出隔离区，货物交回代管。")
        case .reschedule:
            Text(
                en: "The trip leaves at another time, at most 30 days after the first departure.",
                zh: "行程改期，不晚于首次离岛时间后 30 天。")
        case .depart:
            Text(
                en: "The gate or customs see the traveller leave, with the goods or, for mail and islander pick-up, without.",
                zh: "闸机或海关核验旅客离岛；邮寄和返岛提取可不带货。")
        case .mail:
            Text(
                en: "Posted to the buyer off the island, after the departure.",
                zh: "离岛后邮寄至岛外购买人。")
        case .mailDone:
            Text(
                en: "The buyer signed for the parcel.",
                zh: "购买人已签收。")
        case .mailBack:
            Text(
                en: "The parcel came back and is to be examined.",
                zh: "包裹退回待验。")
        case .`return`:
            Text(
                en: "Taken back from the buyer, to be examined; after the departure only with customs' approval.",
                zh: "自购买人退回待验；离岛后须海关批准。")
        case .exchange:
            Text(
                en: "One act: the old item comes back, a new one is sold, or neither.",
                zh: "一次办理：旧货退回、新货售出，二者同成同败。")
        case .restock:
            Text(
                en: "Examined and put back on stock.",
                zh: "验后回库。")
        case .damage:
            Text(
                en: "Broken, opened or unsaleable; customs are told at once.",
                zh: "残损、开封或不可售，须立即报告海关。")
        case .loss:
            Text(
                en: "Stolen or missing: duty is at stake until it is settled or the item found.",
                zh: "被盗或丢失：补税或寻回之前，税款悬置。")
        case .found:
            Text(
                en: "It came back, unless its duty was settled.",
                zh: "寻回；已补税者不可。")
        case .settle:
            Text(
                en: "Customs record that the duty of a lost item was paid.",
                zh: "海关记录灭失货物已补税。")
        case .tester:
            Text(
                en: "Opened for trial or display, with customs' approval.",
                zh: "经海关批准转为试用样品。")
        case .expire:
            Text(
                en: "Past its date: set aside.",
                zh: "已过期，另行存放。")
        case .destroy:
            Text(
                en: "Destroyed before a customs witness; its life ends.",
                zh: "在海关见证下销毁，终结。")
        case .export:
            Text(
                en: "Sent abroad again; its life ends.",
                zh: "退运出境，终结。")
        case .clear:
            Text(
                en: "Import tax paid, free circulation; its life here ends.",
                zh: "补税内销，终结。")
        case .verifyGoods:
            Text(
                en: "Customs saw the unused goods of a guaranteed sale before the departure.",
                zh: "离岛前海关验核担保货物未使用。")
        case .refundGuarantee:
            Text(
                en: "The guarantee goes back to the traveller, once the goods were verified and left.",
                zh: "货物验核并离岛后退还担保。")
        case .convertGuarantee:
            Text(
                en: "The goods did not leave in time: the guarantee becomes tax.",
                zh: "逾期未离岛，担保转税。")
        case .freeze:
            Text(
                en: "Customs stop every movement of the item but their own.",
                zh: "海关冻结，除海关外不得移动。")
        case .release:
            Text(
                en: "Customs give it free again, in the state it had.",
                zh: "海关解冻，状态恢复。")
        case .seize:
            Text(
                en: "Customs take it into their hands.",
                zh: "海关扣留。")
        case .unseize:
            Text(
                en: "Customs give it back, to be examined.",
                zh: "海关解除扣留，退回待验。")
        case .confiscate:
            Text(
                en: "Forfeited; its life ends.",
                zh: "没收，终结。")
        case .ban:
            Text(
                en: "Customs exclude a traveller from the policy for years.",
                zh: "海关停止旅客享受政策若干年。")
        case .correct:
            Text(
                en: "States facts that hold instead; the wrong entry stays visible.",
                zh: "更正事实；原记录仍可见。")
        case .void:
            Text(
                en: "Takes back an item's last movement; both entries stay visible.",
                zh: "撤销货物的最后一笔业务；两条记录均可见。")
        }
    }
}

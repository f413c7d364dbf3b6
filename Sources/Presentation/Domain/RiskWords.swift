import DutyFree
package import Supervision
import Wire

extension RiskRule {
    package var words: Text {
        switch self {
        case .sharedTripBuyers: Text(en: "many buyers on one payment, or in one minute at one till", zh: "多人同单或同一收银分钟购买")
        case .sameBasket: Text(en: "many buyers, the same basket", zh: "多人购买相同组合")
        case .frequentTrips: Text(en: "frequent trips", zh: "频繁离岛")
        case .quotaBurst: Text(en: "the year's quota in a few days", zh: "数日内用尽年度额度")
        case .nearLimitRepeat: Text(en: "trip limits used up again and again", zh: "多次接近单次限量")
        case .soldTwice: Text(en: "sold twice", zh: "重复销售")
        case .seenAfterDeparture: Text(en: "seen after it had left", zh: "离岛或核销后再现")
        case .departedUnsold: Text(en: "unsold goods at the gate", zh: "未售货物出现在闸机")
        case .gateMismatch: Text(en: "another's goods at the gate", zh: "闸机人货不符")
        case .velocity: Text(en: "one code at two sites too soon", zh: "同码异地、时间不可能")
        case .soldNotDeparted: Text(en: "sold, and the buyer has not left with it", zh: "已售未离岛")
        case .immediateNotDeparted: Text(en: "bought and taken, and not left in time", zh: "即购即提逾期未离岛")
        case .paidNotDelivered: Text(en: "paid for and not delivered", zh: "已付款未送达")
        case .inTransitTooLong: Text(en: "in transit too long", zh: "调拨在途超时")
        case .activeUnreceived: Text(en: "arrived and never entered", zh: "到货久未入库")
        case .lossRate: Text(en: "losses above the rate", zh: "灭失率偏高")
        case .returnRate: Text(en: "returns above the rate", zh: "退货率偏高")
        case .voidRate: Text(en: "voided records above the rate", zh: "撤销率偏高")
        case .relabelRate: Text(en: "new labels above the rate", zh: "换码率偏高")
        case .lateRecording: Text(en: "records that came late", zh: "补录率偏高")
        }
    }
}

extension RiskAlert {
    /// What was found, in one sentence.
    package var sentence: Text {
        let value = facts["value"]?.integer ?? 0
        func figure(_ name: String) -> String { Figures.grouped(facts[name]?.integer ?? 0) }
        func text(_ name: String) -> String { Printable.line(facts[name]?.string ?? "-") }
        let subject = Printable.line(subject)
        func yuan(_ name: String) -> String { Figures.yuan(fen: facts[name]?.integer ?? 0) }
        func state(_ name: String) -> Text { facts[name]?.string.flatMap(ItemState.init(rawValue:))?.words ?? Text.same("-") }
        let items = Unit.items.counted(itemCount)
        switch rule {
        case .sharedTripBuyers:
            return Text(en: "\(value) travellers within \(figure("hours")) hours: \(subject)", zh: "\(figure("hours")) 小时内 \(value) 名旅客：\(subject)")
        case .sameBasket:
            return Text(
                en: "\(value) travellers bought the same \(figure("goods")) items within \(figure("days")) days",
                zh: "\(figure("days")) 天内 \(value) 名旅客购买相同的 \(figure("goods")) 件")
        case .frequentTrips: return Text(en: "\(value) departures within \(figure("days")) days", zh: "\(figure("days")) 天内离岛 \(value) 次")
        case .quotaBurst:
            return Text(
                en: "\(value) % of the year's quota within \(figure("days")) days: \(yuan("fen")) of \(yuan("quotaFen"))",
                zh: "\(figure("days")) 天内用去年度额度的 \(value)%：\(yuan("fen")) / \(yuan("quotaFen"))")
        case .nearLimitRepeat:
            return Text(
                en: "\(value) times \(figure("percent")) % or more of the limit “\(text("limit"))” within \(figure("days")) days",
                zh: "\(figure("days")) 天内 \(value) 次达到限量“\(text("limit"))”的 \(figure("percent"))% 以上")
        case .soldTwice:
            return Text(en: "\(text("by")) tried to sell an item that is \(state("state").en)", zh: "\(text("by")) 试图销售“\(state("state").zh)”的货物")
        case .seenAfterDeparture:
            guard facts["movement"] != nil else {
                return Text(
                    en: "counted at \(text("places")), and the ledger has it as \(state("state").en)", zh: "盘点时在 \(text("places"))，而账本状态为“\(state("state").zh)”"
                )
            }
            return Text(
                en: "\(text("by")) tried to record “\(text("movement"))” for an item that is \(state("state").en)",
                zh: "\(text("by")) 试图对“\(state("state").zh)”的货物记录 \(text("movement"))")
        case .departedUnsold: return Text(en: "at the gate, and the ledger has it as \(state("state").en)", zh: "出现在闸机，而账本状态为“\(state("state").zh)”")
        case .gateMismatch: return Text(en: "at the gate with somebody it was not sold to", zh: "闸机核验：携带人不是购买人，或行程不符")
        case .velocity:
            if facts["movement"] != nil {
                return Text(
                    en: "\(text("by")) tried to record “\(text("movement"))” for it at another site, too soon after the last movement",
                    zh: "\(text("by")) 在另一场所试图记录 \(text("movement"))，距上一业务时间过短")
            }
            guard facts["minutes"] != nil else { return Text(en: "one code, two things, counted at \(text("places"))", zh: "盘点发现同码两物：\(text("places"))") }
            let far = facts["km"]?.integer.map { Text(en: ", \(Figures.grouped($0)) km away,", zh: "（相距 \(Figures.grouped($0)) 公里）") } ?? Text.same("")
            return Text(
                en: "at \(text("from")) and at \(text("to"))\(far.en) within \(figure("minutes")) minutes",
                zh: "\(figure("minutes")) 分钟内先后在 \(text("from")) 与 \(text("to"))\(far.zh)")
        case .soldNotDeparted, .immediateNotDeparted:
            return Text(en: "\(items.en) bought by \(text("person")), nobody has left with them", zh: "\(text("person")) 所购 \(items.zh)，尚无离岛记录")
        case .paidNotDelivered: return Text(en: "\(items.en) paid for, not at the pick-up point", zh: "已付款 \(items.zh)，未送达提货点")
        case .inTransitTooLong:
            return Text(en: "\(items.en) dispatched \(figure("hours")) hours ago and not received", zh: "\(items.zh)已发出 \(figure("hours")) 小时未入库")
        case .activeUnreceived:
            return Text(en: "\(items.en) arrived \(figure("hours")) hours ago and were not entered", zh: "\(items.zh)到货 \(figure("hours")) 小时未入库激活")
        case .lossRate: return rate(Text(en: "lost", zh: "灭失"), Text(en: "received", zh: "入库"), "‰")
        case .returnRate: return rate(Text(en: "returned", zh: "退货"), Text(en: "sold", zh: "销售"), "%")
        case .voidRate: return rate(Text(en: "voided", zh: "撤销"), Text(en: "movements", zh: "业务"), "‰")
        case .relabelRate: return rate(Text(en: "relabelled", zh: "换码"), Text(en: "movements", zh: "业务"), "‰")
        case .lateRecording: return rate(Text(en: "recorded late", zh: "补录"), Text(en: "movements", zh: "业务"), "%")
        }
    }

    private func rate(_ what: Text, _ base: Text, _ unit: String) -> Text {
        let (cases, of, days) = (facts["cases"]?.integer ?? 0, facts["of"]?.integer ?? 0, facts["days"]?.integer ?? 0)
        let share = "\(facts["value"]?.integer ?? 0) \(unit)"
        return Text(
            en: "\(Figures.grouped(cases)) \(what.en) of \(Figures.grouped(of)) \(base.en) within \(days) days: \(share)",
            zh: "\(days) 天内\(base.zh) \(Figures.grouped(of))，\(what.zh) \(Figures.grouped(cases))：\(share)")
    }
}

extension AlertStep {
    /// As something that was done.
    package var done: Text {
        switch self {
        case .raise: Text(en: "raised", zh: "发出预警")
        case .assess: Text(en: "assessed", zh: "已评估")
        case .dismiss: Text(en: "dismissed", zh: "已排除")
        case .act: Text(en: "acted on", zh: "已处置")
        }
    }
}

extension AlertSession.Status {
    package var words: Text {
        switch self {
        case .open: Text(en: "open", zh: "待评估")
        case .assessed: Text(en: "assessed", zh: "已评估")
        case .dismissed: Text(en: "dismissed", zh: "已排除")
        case .acted: Text(en: "acted on", zh: "已处置")
        }
    }
}

package import Supervision

extension CallKind {
    package var words: Text {
        switch self {
        case .query: Text(en: "query", zh: "海关问询")
        case .inspection: Text(en: "inspection", zh: "属地查检")
        case .recall: Text(en: "recall", zh: "召回")
        case .alarm: Text(en: "alarm", zh: "告警")
        }
    }
}

extension CallStep {
    /// As something to be done.
    package var words: Text {
        switch self {
        case .acknowledge: Text(en: "acknowledge", zh: "确认收到")
        case .book: Text(en: "book a slot", zh: "预约")
        case .answer: Text(en: "answer", zh: "应答")
        case .quarantine: Text(en: "put the goods aside", zh: "隔离货物")
        case .accept: Text(en: "accept", zh: "认可")
        case .reject: Text(en: "reject", zh: "驳回")
        case .escalate: Text(en: "escalate", zh: "升级")
        }
    }

    /// As something that was done.
    package var done: Text {
        switch self {
        case .acknowledge: Text(en: "acknowledged", zh: "已确认收到")
        case .book: Text(en: "slot booked", zh: "已预约")
        case .answer: Text(en: "answered", zh: "已应答")
        case .quarantine: Text(en: "goods put aside", zh: "货物已隔离")
        case .accept: Text(en: "accepted", zh: "已认可")
        case .reject: Text(en: "rejected", zh: "已驳回")
        case .escalate: Text(en: "escalated", zh: "已升级")
        }
    }
}

extension CallSession.Status {
    package var words: Text {
        switch self {
        case .open: Text(en: "open", zh: "待应答")
        case .acknowledged: Text(en: "acknowledged", zh: "已确认收到")
        case .answered: Text(en: "answered", zh: "已应答")
        case .accepted: Text(en: "accepted", zh: "已认可")
        case .rejected: Text(en: "rejected", zh: "已驳回")
        }
    }
}

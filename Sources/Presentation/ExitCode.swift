/// The exit codes of the command line, the one place that has them. Stable: additions only, and an unknown code must be
/// read as failure.
package enum ExitCode: Int32, Sendable, Hashable, CaseIterable {
    case done = 0
    case answerIsNo = 1
    case tampered = 2
    case refused = 3
    case cannotRun = 4
    case busy = 5
    case usage = 64
    case fault = 70
    case interrupted = 130
    case terminated = 143

    package var meaning: Text {
        switch self {
        case .done: Text(en: "done; the check holds", zh: "完成；检查成立")
        case .answerIsNo:
            Text(
                en: "the answer is no or not all: rows refused, differences found, check failed, gate holds",
                zh: "答案为否或不完全：有行被拒、有差异、检查未通过或须拦下")
        case .tampered: Text(en: "evidence of tampering or damage", zh: "发现篡改或损坏的证据")
        case .refused:
            Text(en: "refused by a rule, nothing written", zh: "按规则拒绝，未写入任何内容")
        case .cannotRun:
            Text(
                en: "could not check or run: file missing or unreadable, no key, disk full, newer format",
                zh: "无法检查或执行：文件缺失或不可读、没有密钥、磁盘已满、格式较新")
        case .busy: Text(en: "ledger busy longer than --wait", zh: "账本占用时间超过 --wait")
        case .usage: Text(en: "wrong usage", zh: "用法错误")
        case .fault: Text(en: "a fault of ours, with a line for the report", zh: "程序自身的故障，并给出可供报告的一行")
        case .interrupted: Text(en: "interrupted; what was acknowledged is kept", zh: "已中断；已确认的内容均已保存")
        case .terminated: Text(en: "terminated; what was acknowledged is kept", zh: "已被终止；已确认的内容均已保存")
        }
    }
}

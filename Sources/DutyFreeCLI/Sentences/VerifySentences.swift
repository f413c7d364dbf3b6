import Cryptography
import DutyFree
import Ledger
import Presentation

/// A verification in words: a sentence a manager can quote, or what is wrong, whom it touches and what still holds.
struct VerifySentences {
    let report: VerificationReport
    let console: Console

    func say() throws {
        if report.isSound { try sound() } else { try damaged() }
        if let witnessed = report.witnessed {
            try console.say(
                .good,
                Text(
                    en: "Witnesses have seen the first \(Figures.grouped(Int64(clamping: witnessed))) entries.",
                    zh: "见证方已见证前 \(Figures.grouped(Int64(clamping: witnessed))) 条。"))
        }
        if let stamped = report.stamped {
            let entries = Figures.grouped(Int64(clamping: stamped.size))
            try console.say(
                .good,
                Text(
                    en: "Stamped: the first \(entries) entries existed by \(Times.minute(stamped.at)).",
                    zh: "时间戳：前 \(entries) 条在 \(Times.minute(stamped.at)) 之前已存在。"))
        }
        let names = Words.list(report.notChecked.map(\.words))
        try console.say(Text(en: "Not checked: \(names.en).", zh: "未核查：\(names.zh)。"))
    }

    private func sound() throws {
        let entries = Unit.entries.counted(Int64(report.size))
        let to = report.at.map { Text(en: " to \(Times.minute($0))", zh: "，至 \(Times.minute($0))") } ?? Text.same("")
        let origin = report.genesis?.origin ?? ""
        let since =
            report.since.map {
                Text(en: " since the checkpoint of \(Figures.grouped(Int64(clamping: $0))) entries", zh: "（自 \(Figures.grouped(Int64(clamping: $0))) 条的检查点起）")
            } ?? .same("")
        try console.say(
            .good,
            Text(
                en: "Sound\(since.en): \(entries.en)\(to.en), root \(report.root.hex), \(report.checkpoints) signed checkpoints of \(origin).",
                zh: "完好\(since.zh)：\(entries.zh)\(to.zh)，根 \(report.root.hex)，\(origin) 的 \(report.checkpoints) 个签名检查点。"))
    }

    private func damaged() throws {
        try console.say(
            .bad,
            Text(
                en: "DAMAGED: \(report.findingCount) finding\(report.findingCount == 1 ? "" : "s") in \(Figures.grouped(Int64(report.size))) entries.",
                zh: "已损坏：\(Figures.grouped(Int64(report.size))) 条记录中发现 \(report.findingCount) 处问题。"))
        if let first = report.firstBad {
            try console.say(Text(en: "  First bad entry: \(Figures.grouped(Int64(first)))", zh: "  首条有问题的记录：第 \(Figures.grouped(Int64(first))) 条"))
        }
        for finding in report.findings.prefix(20) {
            let sentence = finding.sentence
            let items = finding.items.prefix(3).map(\.text).joined(separator: " ")
            let suffix = items.isEmpty ? "" : "  " + items
            try console.say(Text(en: "  - [\(finding.kind.rawValue)] \(sentence.en)\(suffix)", zh: "  - [\(finding.kind.rawValue)] \(sentence.zh)\(suffix)"))
        }
        if report.findingCount > 20 {
            try console.say(Text(en: "  … and \(report.findingCount - 20) more (--json shows them)", zh: "  …… 另有 \(report.findingCount - 20) 处（--json 可查看）"))
        }
        if !report.itemsTouched.isEmpty {
            try console.say(
                Text(
                    en: "  Items touched: \(Figures.grouped(report.itemsTouched.count))",
                    zh: "  受影响货物：\(Figures.grouped(report.itemsTouched.count)) 件"))
        }
        if let proven = report.proven {
            try console.say(
                .good,
                Text(
                    en: "Still proven: the first \(Figures.grouped(Int64(proven.size))) entries, by the signed root \(proven.root.hex).",
                    zh: "仍可证明：前 \(Figures.grouped(Int64(proven.size))) 条记录，依据已签名的根 \(proven.root.hex)。"))
        } else if report.level > 1 {
            try console.say(.bad, Text(en: "No signed root fits the entries.", zh: "没有任何签名的根与记录相符。"))
        }
        if report.findings.allSatisfy({ $0.kind == .wrongProjection }) {
            try console.say(
                Text(
                    en: "Every entry is sound; only what is derived from them is not: dutyfree repair rebuilds it.",
                    zh: "所有记录完好，仅派生数据有误：可用 dutyfree repair 重建。"))
        }
    }
}

extension NotChecked {
    var words: Text {
        switch self {
        case .higherLevels: Text(en: "the levels above", zh: "更高级别")
        case .ownKey: Text(en: "whose key it is (it is the one that the ledger names; give yours with --key)", zh: "密钥归属（用的是账本自带公钥；可用 --key 指定您持有的）")
        case .noOutsideCheckpoint:
            Text(en: "whether later entries were cut off (give a checkpoint that you kept with --since)", zh: "其后记录是否被截去（可用 --since 给出您保存的检查点）")
        case .stateCommitments: Text(en: "older state commitments", zh: "较早的状态承诺")
        case .oldBodies: Text(en: "the entries before the checkpoint that you gave: they rest on it", zh: "您所给检查点之前的记录：以该检查点为准")
        case .afterWitness: Text(en: "entries behind the last one that the witnesses saw", zh: "见证方最后所见之后的记录")
        case .afterDamage: Text(en: "the rules for what follows the damage", zh: "损坏之后的规则重演")
        }
    }
}

extension Finding {
    var sentence: Text {
        func fact(_ name: String) -> String { facts[name] ?? "…" }
        let at = seq.map { Figures.grouped(Int64($0)) } ?? "…"
        switch kind {
        case .badSignature:
            return Text(
                en: "the checkpoint of commit \(fact("commit")) (size \(fact("size"))) is not signed by the ledger's key",
                zh: "第 \(fact("commit")) 次提交（大小 \(fact("size"))）的检查点不是由账本密钥签名")
        case .missingCheckpoint: return Text(en: "the checkpoint of commit \(fact("commit")) is missing", zh: "缺少第 \(fact("commit")) 次提交的检查点")
        case .checkpointSize:
            return Text(
                en: "the checkpoint of commit \(fact("commit")) is not of the size \(fact("size")) it stands under",
                zh: "第 \(fact("commit")) 次提交的检查点与其标注大小 \(fact("size")) 不符")
        case .truncated:
            return Text(
                en: "truncated: the ledger signed for \(fact("signed")) entries and has \(fact("size"))",
                zh: "被截断：账本曾签署 \(fact("signed")) 条记录，现有 \(fact("size")) 条")
        case .unsignedTail:
            return Text(
                en: "entries from \(fact("signed")) on are under no signed checkpoint (there are \(fact("size")))",
                zh: "自第 \(fact("signed")) 条起没有签名检查点（共 \(fact("size")) 条）")
        case .revokedKey:
            return Text(
                en: "the checkpoint of \(fact("size")) entries is signed with key \(fact("key")), which was revoked for that size",
                zh: "\(fact("size")) 条的检查点由已吊销的密钥 \(fact("key")) 签名")
        case .unsignedByParty: return Text(en: "entries by \(fact("party")) up to entry \(at) lack its signature", zh: "至第 \(at) 条为止 \(fact("party")) 的记录缺少其签名")
        case .notWitnessed:
            return Text(
                en: "no checkpoint has the cosignatures of \(fact("quorum")) of the \(fact("keys")) witnesses: nobody else has seen this history",
                zh: "没有检查点具有 \(fact("keys")) 个见证方中 \(fact("quorum")) 个的会签：此历史未经他人见证")
        case .badTimestamp:
            return Text(
                en: "a time stamp over the checkpoint of \(fact("size")) entries does not hold: \(fact("why"))",
                zh: "\(fact("size")) 条的检查点上有一个时间戳不成立：\(fact("why"))")
        case .rolledBack:
            return Text(
                en: "rolled back: you hold a checkpoint of \(fact("held")) entries, the ledger has \(fact("size"))",
                zh: "被回退：您持有 \(fact("held")) 条记录的检查点，账本仅有 \(fact("size")) 条")
        case .rewritten:
            return Text(
                en: "rewritten: the first \(fact("held")) entries give the root \(fact("root")), the checkpoint you hold says \(fact("signed"))",
                zh: "被重写：前 \(fact("held")) 条记录的根为 \(fact("root"))，您持有的检查点为 \(fact("signed"))")
        case .otherLedger:
            return Text(
                en: "another ledger: it names the key \(fact("ledger")), trusted is \(fact("trusted"))",
                zh: "另一账本：其公钥为 \(fact("ledger"))，而受信的是 \(fact("trusted"))")
        case .missingEntry: return Text(en: "entry \(at) is missing", zh: "缺少第 \(at) 条记录")
        case .alteredEntry:
            switch facts["how"] {
            case "bytes":
                return Text(
                    en: "entry \(at) was altered: its bytes hash to \(fact("hash")), recorded was \(fact("recorded"))",
                    zh: "第 \(at) 条记录被改动：现哈希 \(fact("hash"))，原记录为 \(fact("recorded"))")
            case "rewritten":
                return Text(
                    en: "rewritten from entry \(at) on: hashes, chain and tiles were made anew, the signature was not", zh: "自第 \(at) 条起被重写：哈希、链与瓦片均已重做，唯签名不符")
            default:
                return Text(
                    en: "entry \(at) was altered and hashed anew: \(fact("hash")), recorded was \(fact("recorded"))",
                    zh: "第 \(at) 条记录被改动并重算哈希：\(fact("hash"))，原记录为 \(fact("recorded"))")
            }
        case .brokenChain:
            return Text(
                en: "entry \(at) names \(fact("named")) as the one before it, which is \(fact("before"))",
                zh: "第 \(at) 条记录所指前一条为 \(fact("named"))，实为 \(fact("before"))")
        case .wrongPosition: return Text(en: "entry \(at) stands at another position than it says", zh: "第 \(at) 条记录的位置与其所述不符")
        case .damagedTile: return Text(en: "tile \(fact("tile")) is damaged", zh: "瓦片 \(fact("tile")) 已损坏")
        case .missingTile: return Text(en: "tile \(fact("tile")) is missing", zh: "缺少瓦片 \(fact("tile"))")
        case .extraTile: return Text(en: "tile \(fact("tile")) is too much", zh: "多出瓦片 \(fact("tile"))")
        case .wrongRoot:
            return Text(
                en: "the first \(Int64(fact("size")).map(Figures.grouped) ?? fact("size")) entries give the root \(fact("root")), signed was \(fact("signed"))",
                zh: "前 \(Int64(fact("size")).map(Figures.grouped) ?? fact("size")) 条记录的根为 \(fact("root"))，签名的是 \(fact("signed"))")
        case .notAnEntry: return Text(en: "entry \(at) cannot be read as an entry", zh: "第 \(at) 条无法作为记录读取")
        case .notCanonical: return Text(en: "entry \(at) is not in canonical form", zh: "第 \(at) 条记录不是规范格式")
        case .timeWentBack:
            return Text(
                en: "entry \(at) was recorded at \(fact("at")), before the entry before it (\(fact("before")))",
                zh: "第 \(at) 条记录的时间 \(fact("at")) 早于前一条（\(fact("before"))）")
        case .brokenItemChain: return Text(en: "entry \(at) does not follow its item's last entry", zh: "第 \(at) 条记录与该货物的上一条不衔接")
        case .notAdmissible: return Text(en: "entry \(at) breaks a rule: \(fact("code"))", zh: "第 \(at) 条记录违反规则：\(fact("code"))")
        case .wrongCommitment:
            return Text(en: "entry \(at) closed \(fact("date")) with roots that the entries before it do not give", zh: "第 \(at) 条 \(fact("date")) 日结的根与此前记录不符")
        case .wrongEffect:
            return Text(
                en: "entry \(at) states \(fact("state")), the rules give \(fact("expected"))", zh: "第 \(at) 条记录所述状态为 \(fact("state"))，按规则应为 \(fact("expected"))"
            )
        case .wrongProjection:
            return Text(en: "the projection \(fact("table")) differs from the entries at \(fact("row"))", zh: "投影 \(fact("table")) 在 \(fact("row")) 处与记录不符")
        }
    }
}

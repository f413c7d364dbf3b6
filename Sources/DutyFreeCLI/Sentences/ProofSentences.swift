import Cryptography
import DutyFree
import Evidence
import GS1
import Ledger
import Presentation
import TransparencyLog
import Wire

/// A checked proof in words: what it shows, who vouches for it, and what it does not show (docs/proofs.md).
struct ProofSentences {
    let checked: CheckedProof
    let language: Language

    init(_ checked: CheckedProof, language: Language) {
        self.checked = checked
        self.language = language
    }

    private var origin: String { checked.checkpoint.origin }
    private var closed: Text {
        guard let at = checked.closedAt else { return .same("") }
        return Text(en: "the state committed to on \(Times.minute(at))", zh: "\(Times.minute(at)) 日结时的状态")
    }

    var proven: Text {
        switch checked.proven {
        case .entry(let entry):
            Text(
                en: "proves that entry \(Figures.grouped(Int64(entry.seq))) of \(origin) is exactly this:",
                zh: "证明 \(origin) 的第 \(Figures.grouped(Int64(entry.seq))) 条记录正是：")
        case .item(let key, let entries):
            Text(
                en: "proves these \(Unit.entries.counted(entries.count).en) of \(key.text) in \(origin), from its first on:",
                zh: "证明 \(origin) 中 \(key.text) 自首条起的 \(entries.count) 条记录：")
        case .state(let key, let entries, _):
            Text(
                en:
                    "proves the whole life of \(key.text) in \(origin), \(Unit.entries.counted(entries.count).en), and that nothing came after in \(closed.en):",
                zh: "证明 \(origin) 中 \(key.text) 的全部 \(entries.count) 条记录，且在\(closed.zh)中此后再无记录：")
        case .absent(let key, let commitment):
            Text(
                en: "proves that \(key.text) is none of the \(Unit.items.counted(Int64(clamping: commitment.itemCount)).en) of \(origin) in \(closed.en)",
                zh: "证明在\(closed.zh)中，\(origin) 的 \(Figures.grouped(Int64(clamping: commitment.itemCount))) 件货物里没有 \(key.text)")
        case .stock(let asked, let items, let value, _):
            Text(
                en:
                    "proves that \(ProofSentences.words(asked).en) hold\(asked.location == nil ? "s" : "") \(Unit.items.counted(Int64(clamping: items)).en), CNY \(Figures.yuan(fen: Int64(clamping: value))) at list prices, in \(closed.en) of \(origin)",
                zh:
                    "证明在 \(origin) \(closed.zh)中，\(ProofSentences.words(asked).zh) 共 \(Figures.grouped(Int64(clamping: items))) 件，按标价 \(Figures.yuan(fen: Int64(clamping: value))) 元"
            )
        case .extends(let older):
            Text(
                en:
                    "proves that the ledger of \(origin) at \(Figures.grouped(Int64(clamping: checked.checkpoint.size))) entries holds all \(Figures.grouped(Int64(clamping: older.size))) of the earlier checkpoint, unchanged and in order",
                zh:
                    "证明 \(origin) 的 \(Figures.grouped(Int64(clamping: checked.checkpoint.size))) 条记录原样、依序包含先前检查点的 \(Figures.grouped(Int64(clamping: older.size))) 条"
            )
        }
    }

    private static func words(_ asked: StockQuestion) -> Text {
        guard let location = asked.location else { return Text(en: "the whole ledger", zh: "全账本") }
        let place = location.isEmpty ? Text(en: "no place of ours", zh: "不在任何场所的货物") : .same("“\(Printable.line(location.replacing("”", with: "\"")))”")
        let product =
            asked.product.map { Text(en: ", product \($0.digits14)", zh: "，商品 \($0.digits14)") }
            ?? Text(en: location.isEmpty ? "" : " and all below it", zh: location.isEmpty ? "" : " 及其下级")
        let state = asked.state.map { Text(en: ", \($0.words.en)", zh: "，\($0.words.zh)") } ?? .same("")
        return Text(en: place.en + product.en + state.en, zh: place.zh + product.zh + state.zh)
    }

    private var entries: [Entry] {
        switch checked.proven {
        case .entry(let entry): [entry]
        case .item(_, let entries), .state(_, let entries, _): entries
        case .absent, .stock, .extends: []
        }
    }

    /// A line an entry.
    var history: [String] {
        entries.map { entry in
            let what = entry.type.flatMap(MovementType.init(rawValue:))?.words[language] ?? entry.type ?? entry.kind.rawValue
            let when = Times.minute(entry.occurred ?? entry.at)
            let state = entry.link.map { $0.state.words[language] }
            let documents = entry.documents.map { "\($0.key.words[language]) \($0.value.number)" }.sorted().joined(separator: ", ")
            return [Figures.grouped(Int64(entry.seq)), when, what, Trace.place(entry), state ?? "", entry.by?.text ?? "", documents]
                .filter { !$0.isEmpty }.map { Printable.line($0) }.joined(separator: "  ")
        }
    }

    /// An entry that is proven by itself, as it was hashed.
    var document: String? {
        guard case .entry(let entry) = checked.proven else { return nil }
        var bytes = ByteWriter(capacity: 1_024)
        entry.append(to: &bytes)
        return Printable.line(String(decoding: bytes.bytes, as: UTF8.self))
    }

    var signed: Text {
        let size = Figures.grouped(Int64(clamping: checked.checkpoint.size))
        let witnesses = checked.cosigners == 0 ? Text.same("") : Text(en: ", cosigned by \(checked.cosigners)", zh: "，\(checked.cosigners) 个见证方已会签")
        return Text(
            en: "  Signed by \(origin) over \(size) entries, root \(checked.checkpoint.root.hex)\(witnesses.en).",
            zh: "  由 \(origin) 对 \(size) 条记录签名，根 \(checked.checkpoint.root.hex)\(witnesses.zh)。")
    }

    var notProven: [Text] {
        var lines: [Text] = []
        switch checked.proven {
        case .entry: lines.append(Text(en: "  Not proven: that what it says is true, or that nothing came after.", zh: "  未证明：所述属实，或此后再无记录。"))
        case .item:
            lines.append(
                Text(
                    en: "  Not proven: that no entry of the item came after (prove state), or that what they say is true.",
                    zh: "  未证明：此后再无记录（见 prove state），或所述属实。"))
        case .state, .absent, .stock:
            lines.append(
                Text(
                    en:
                        "  Not proven: anything after that close, or that its figures were computed honestly: whoever has the ledger computes them again (verify).",
                    zh: "  未证明：该日结之后的情况，或其数字计算属实；持有账本者可重新计算（verify）。"))
        case .extends: lines.append(Text(en: "  Not proven: that others were shown the same checkpoints.", zh: "  未证明：他人所见检查点与此相同。"))
        }
        if case .absent = checked.proven {
            lines.append(Text(en: "  Nor that no item bore the code as a label: an item is known by its first code.", zh: "  也未证明没有货物曾换用此码：货物以其首个编码为准。"))
        }
        if checked.cosigners == 0 {
            lines.append(Text(en: "  No witness vouches for it: the key's owner alone.", zh: "  没有见证方会签：仅由密钥所有者担保。"))
        }
        return lines
    }

    var json: JSONObject {
        var object: JSONObject = [
            "proven": .string(proven.en), "notProven": .array(notProven.map { .string($0.en.trimmed) }), "origin": .string(origin),
            "size": .integer(Int64(clamping: checked.checkpoint.size)), "root": .string(checked.checkpoint.root.hex),
            "cosigners": .integer(Int64(checked.cosigners)),
        ]
        object["closed"] = checked.closedAt.map { .string($0.formatted()) }
        switch checked.proven {
        case .entry(let entry):
            object["kind"] = "entry"
            object["seq"] = .integer(Int64(entry.seq))
        case .item(let key, let entries):
            object["kind"] = "item"
            object["item"] = .string(key.text)
            object["entries"] = .array(entries.map { .integer(Int64($0.seq)) })
        case .state(let key, let entries, _):
            object["kind"] = "state"
            object["item"] = .string(key.text)
            object["entries"] = .array(entries.map { .integer(Int64($0.seq)) })
            object["state"] = entries.last?.link.map { .string($0.state.rawValue) }
        case .absent(let key, _):
            object["kind"] = "absent"
            object["item"] = .string(key.text)
        case .stock(let asked, let items, let value, _):
            object["kind"] = "stock"
            object["location"] = asked.location.map { .string($0) }
            object["product"] = asked.product.map { .string($0.digits14) }
            object["state"] = asked.state.map { .string($0.rawValue) }
            object["items"] = .integer(Int64(clamping: items))
            object["valueFen"] = .integer(Int64(clamping: value))
        case .extends(let older):
            object["kind"] = "extension"
            object["from"] = .integer(Int64(clamping: older.size))
        }
        return object
    }
}

extension ProofFault {
    /// What is wrong with a proof.
    var words: Text {
        switch self {
        case .notAProof(let what): Text(en: "it is not a whole proof (\(what))", zh: "不是完整的证明（\(what)）")
        case .note(.noKnownKey): Text(en: "the checkpoint is not signed by this key", zh: "检查点不是由该密钥签名")
        case .note(.badSignature): Text(en: "a signature on the checkpoint is wrong", zh: "检查点上有错误的签名")
        case .note(let fault): Text(en: "the checkpoint is no signed note (\(fault))", zh: "检查点不是签名文本（\(fault)）")
        case .checkpoint(.otherOrigin): Text(en: "the checkpoint is of another ledger", zh: "检查点属于另一账本")
        case .checkpoint(let fault): Text(en: "the checkpoint is malformed (\(fault))", zh: "检查点格式有误（\(fault)）")
        case .hashes(.wrongRoot): Text(en: "its documents are not what was signed: the hashes lead to another root", zh: "其内容与签名不符：哈希导向另一个根")
        case .hashes(let fault): Text(en: "its hashes do not fit the signed size (\(fault))", zh: "其哈希与签名的大小不符（\(fault)）")
        case .document(let what): Text(en: what, zh: "文件内容不符：\(what)")
        case .tooFewCosigners(let count): Text(en: "only \(count) of the witnesses cosigned the checkpoint", zh: "仅有 \(count) 个见证方会签")
        }
    }
}

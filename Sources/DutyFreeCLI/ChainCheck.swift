import Cryptography
import DutyFree
import Ledger
import Presentation
import TransparencyLog

/// Checks one item's chain as `trace --verify` promises: each entry's bytes, the links between them, and that the tree
/// which the last checkpoint signed holds them.
enum ChainCheck {
    static func faults(_ chain: [(entry: Entry, body: [UInt8])], _ reader: any LedgerReader) throws -> [Text] {
        var faults: [Text] = []
        var before: (seq: SequenceNumber, hash: EntryHash)?
        for (index, (entry, body)) in chain.enumerated() {
            let hash = SHA256.leaf(body)
            let seq = Figures.grouped(Int64(entry.seq))
            if entry.link?.previous?.hash != before?.hash || entry.link?.previous?.seq != before?.seq
                || entry.link?.n != UInt64(index)
            {
                faults.append(Text(en: "entry \(seq) does not follow the one before it", zh: "第 \(seq) 条记录与前一条不衔接"))
            }
            if try leaf(entry.seq, reader) != hash {
                faults.append(Text(en: "entry \(seq) is not what was hashed into the tree", zh: "第 \(seq) 条记录与默克尔树中的哈希不符"))
            }
            before = (entry.seq, hash)
        }
        guard let (_, note) = try reader.lastCheckpoint(), let ring = try? KeyRing(reader),
            let checkpoint = ring.keys.lazy.compactMap({ try? Checkpoint.verify(note: note, key: $0) }).first
        else { return faults + [Text(en: "the last checkpoint is not signed by the ledger's key", zh: "最后的检查点不是由账本密钥签名")] }
        if try checkpoint.size != reader.size() || checkpoint.root != StoredRoot.of(reader, size: checkpoint.size) {
            faults.append(Text(en: "the tree is not the one that was signed", zh: "默克尔树与已签名的不符"))
        }
        return faults
    }

    private static func leaf(_ seq: SequenceNumber, _ reader: any LedgerReader) throws -> EntryHash? {
        guard let tile = try reader.tile(level: 0, index: seq / 256) else { return nil }
        let start = Int(seq % 256) * 32
        return start + 32 <= tile.count ? EntryHash(tile[start..<start + 32]) : nil
    }
}

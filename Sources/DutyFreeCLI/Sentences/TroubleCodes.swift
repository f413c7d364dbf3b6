import Presentation

/// Codes of what stopped a command although nothing was refused and no row was wrong: files, keys, proofs, the machine. The
/// words beside each fault are said where it is met; here is what `explain` says of the code. A test holds the two lists
/// against each other.
enum TroubleCode: String, CaseIterable {
    case badCheckpoint = "bad-checkpoint"
    case badCosignature = "bad-cosignature"
    case badCursor = "bad-cursor"
    case badKey = "bad-key"
    case badTemplate = "bad-template"
    case badTimestamp = "bad-timestamp"
    case cannotWrite = "cannot-write"
    case countDiffers = "count-differs"
    case damaged
    case demoFailed = "demo-failed"
    case diskFull = "disk-full"
    case entriesDamaged = "entries-damaged"
    case fault
    case fileExists = "file-exists"
    case inconsistent
    case interrupted
    case isThere = "is-there"
    case keyInUse = "key-in-use"
    case labelTooSmall = "label-too-small"
    case ledgerBusy = "ledger-busy"
    case ledgerReplaced = "ledger-replaced"
    case longer
    case movedSince = "moved-since"
    case newerVersion = "newer-version"
    case noCheckpoint = "no-checkpoint"
    case noEntry = "no-entry"
    case noGenesis = "no-genesis"
    case noLedger = "no-ledger"
    case noLedgerKey = "no-ledger-key"
    case noPersonKey = "no-person-key"
    case noReads = "no-reads"
    case noTiles = "no-tiles"
    case noTimestamp = "no-timestamp"
    case notAKey = "not-a-key"
    case notALedger = "not-a-ledger"
    case notAnOutbox = "not-an-outbox"
    case notClosed = "not-closed"
    case notDelivered = "not-delivered"
    case notProven = "not-proven"
    case nothingRemembered = "nothing-remembered"
    case otherKey = "other-key"
    case otherLog = "other-log"
    case partyKeyNeeded = "party-key-needed"
    case policyNotRead = "policy-not-read"
    case readFileChanged = "read-file-changed"
    case readFileGone = "read-file-gone"
    case readOnly = "read-only"
    case shortTally = "short-tally"
    case storeFault = "store-fault"
    case tooLongForQr = "too-long-for-qr"
    case usage
    case witnessAltered = "witness-altered"
    case wrongKey = "wrong-key"

    var explanation: Text {
        switch self {
        case .badCheckpoint:
            Text(
                en: "what was given is no checkpoint, or not one that this ledger's key signed; a checkpoint is what `dutyfree checkpoint` printed.",
                zh: "给出的不是检查点，或不是本账本密钥所签；检查点是 dutyfree checkpoint 的输出。")
        case .badCosignature: Text(en: "the line is not this witness's signature under a checkpoint of this ledger.", zh: "该行不是此见证方对本账本检查点的签名。")
        case .badCursor:
            Text(
                en: "the file beside the outbox should hold how far notices were sent; remove it, and they are sent again under the same ids.",
                zh: "发件箱旁的文件应记录已发送的位置；删除后将以相同编号重发。")
        case .badKey: Text(en: "neither a verifier key nor a file with a public key.", zh: "既不是校验密钥，也不是公钥文件。")
        case .badTemplate:
            Text(
                en: "a template's file does not say what a template says; dutyfree template show till is one that does.",
                zh: "模板文件的内容不合要求；可参照 dutyfree template show till。")
        case .badTimestamp:
            Text(
                en: "a time stamp (RFC 3161) is not over these bytes, or not by the authority that was named, or its signature does not hold.",
                zh: "时间戳（RFC 3161）所盖的不是这些内容，或不是指定机构签发，或签名不成立。")
        case .cannotWrite: Text(en: "an output file cannot be written; the system's reason is given.", zh: "无法写出文件；附系统给出的原因。")
        case .countDiffers:
            Text(en: "the count was derived again from its files and gives another result than the one that was recorded.", zh: "由读取文件重新得出的盘点结果与已登记的不同。")
        case .damaged: Text(en: "the file does not hold what a ledger writes; see dutyfree verify.", zh: "文件内容不是账本所写；参见 dutyfree verify。")
        case .demoFailed: Text(en: "the demonstration did not find what it had made: a fault of ours.", zh: "演示未找到其自身生成的内容：属程序故障。")
        case .diskFull: Text(en: "nothing more can be written; what was acknowledged is there.", zh: "磁盘已满；已确认的内容均在。")
        case .entriesDamaged:
            Text(
                en: "entries are never repaired: fetch a copy, and compare with dutyfree verify --against.", zh: "记录绝不修复：请取回副本，并用 dutyfree verify --against 比对。"
            )
        case .fault: Text(en: "something that cannot happen happened: a fault of ours, not of the input.", zh: "发生了不应发生的情况：是程序故障，而非输入问题。")
        case .fileExists: Text(en: "a file or folder is there already; nothing is ever written over it.", zh: "文件或目录已存在；绝不覆盖。")
        case .inconsistent:
            Text(
                en: "the last checkpoint and what stands before it disagree, so nothing is appended: see dutyfree verify.",
                zh: "最后的检查点与其之前的内容不一致，因此不再追加：参见 dutyfree verify。")
        case .interrupted: Text(en: "stopped at a safe point by a signal; the same call goes on from there.", zh: "在安全点被信号中止；重复同一命令即可继续。")
        case .isThere: Text(en: "the item is in the ledger, so its absence cannot be proven.", zh: "货物在账本中，无法证明其不存在。")
        case .keyInUse: Text(en: "a key that still signs cannot be revoked: rotate first.", zh: "仍在签名的密钥不能吊销：请先轮换。")
        case .labelTooSmall:
            Text(en: "the symbol's modules would be too small to be read; take a larger label or a shorter code.", zh: "符号模块将小到无法读取；请用更大的标签或更短的代码。")
        case .ledgerBusy: Text(en: "another process writes; try again, or wait longer with --wait.", zh: "另有进程正在写入；请重试，或用 --wait 延长等待。")
        case .ledgerReplaced: Text(en: "another file came to stand in the ledger's place while it was followed; start again.", zh: "持续运行期间账本文件被替换；请重新运行。")
        case .longer: Text(en: "the checkpoint is of more entries than the ledger has: it was cut back, or it is another one.", zh: "检查点的条数多于账本：账本被截短，或不是同一账本。")
        case .movedSince: Text(en: "the item has moved since the day was closed: close again before its state is proven.", zh: "日结后货物又有变动：请先重新日结再证明。")
        case .newerVersion: Text(en: "the file was written by a newer version: update dutyfree.", zh: "文件由更新版本写成：请升级 dutyfree。")
        case .noCheckpoint: Text(en: "there is no checkpoint that covers what was asked.", zh: "没有涵盖所问内容的检查点。")
        case .noEntry: Text(en: "there is no entry at that position under the checkpoint.", zh: "该检查点下没有此位置的记录。")
        case .noGenesis: Text(en: "the ledger has no first entry, so nothing names it or its key.", zh: "账本没有第一条记录，无从得知其名称与密钥。")
        case .noLedger:
            Text(en: "there is no ledger file; make one with dutyfree init, or name it with --ledger.", zh: "没有账本文件；请用 dutyfree init 新建，或用 --ledger 指明。")
        case .noLedgerKey: Text(en: "the ledger names no key; give the one that you hold with --key.", zh: "账本未指明公钥；请用 --key 给出您持有的。")
        case .noPersonKey: Text(en: "there is no key for travellers' codes; dutyfree person key makes one.", zh: "没有旅客代码的密钥；可用 dutyfree person key 生成。")
        case .noReads: Text(en: "not one line of the file is a read.", zh: "文件中没有一行是读取记录。")
        case .noTiles: Text(en: "the folder holds no exported ledger.", zh: "该目录不含导出的账本。")
        case .noTimestamp: Text(en: "no checkpoint has a time stamp yet.", zh: "尚无检查点附有时间戳。")
        case .notAKey: Text(en: "the file is no key for travellers' codes.", zh: "该文件不是旅客代码的密钥。")
        case .notALedger: Text(en: "the file is no ledger of ours.", zh: "该文件不是本系统的账本。")
        case .notAnOutbox: Text(en: "the file's last line names no entry: it is no outbox of ours.", zh: "文件末行未指明记录：不是本系统的发件箱。")
        case .notClosed: Text(en: "nothing commits to the state before that checkpoint: close the day first.", zh: "该检查点之前没有日结：请先日结。")
        case .notDelivered:
            Text(en: "the receiver did not take a notice; it is sent again with the next call, under the same id.", zh: "接收方未收下通知；下次调用将以同一编号重发。")
        case .notProven: Text(en: "the file does not prove what it is said to prove.", zh: "该文件不能证明其所称内容。")
        case .nothingRemembered: Text(en: "no checkpoint was remembered: run dutyfree verify --remember once.", zh: "尚未记住检查点：请先运行 dutyfree verify --remember。")
        case .otherKey: Text(en: "the witness already follows this log under another key.", zh: "见证方已以另一密钥跟随该日志。")
        case .otherLog: Text(en: "the folder holds another ledger, or a longer one.", zh: "该目录存有另一账本，或更长的账本。")
        case .partyKeyNeeded: Text(en: "the party signs its own entries, and its key is not here.", zh: "该主体自行签名，而其密钥不在此处。")
        case .policyNotRead: Text(en: "a recorded policy cannot be judged by: an entry was altered.", zh: "已登记的政策无法用于判定：记录被改动。")
        case .readFileChanged: Text(en: "a file of reads is not the one that was entered: what rests on it cannot be repeated.", zh: "读取文件与登记时不一致：依据它的结果无法复核。")
        case .readFileGone: Text(en: "a file of reads is not there: what rests on it cannot be repeated.", zh: "读取文件不存在：依据它的结果无法复核。")
        case .readOnly: Text(en: "the file may be read but not written.", zh: "该文件只能读，不能写。")
        case .shortTally: Text(en: "a hand tally of so few items says nothing about speed.", zh: "手工清点件数太少，不足以比较速度。")
        case .storeFault: Text(en: "the database failed; its own words are given.", zh: "数据库出错；附其原文。")
        case .tooLongForQr: Text(en: "the proof does not fit one QR code: write it to a file.", zh: "证明超出一个二维码的容量：请写入文件。")
        case .usage: Text(en: "the call is not one that the command knows; see its --help.", zh: "命令用法不符；参见 --help。")
        case .witnessAltered: Text(en: "what the witness remembers is not what it signed: somebody changed its folder.", zh: "见证方所记与其签名不符：目录被人改动。")
        case .wrongKey: Text(en: "the key is not the one that signs this ledger.", zh: "该密钥不是为本账本签名的密钥。")
        }
    }
}

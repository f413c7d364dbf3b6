import Cryptography
import Presentation

extension Failure {
    /// What is wrong with a key file, and the cure.
    static func explain(_ fault: KeyFileError) -> Problem {
        func problem(_ code: String, _ path: String, _ message: Text, _ hint: Text) -> Problem {
            Problem(code, message, at: .init(file: path), outcome: nothingWritten, hint: hint)
        }
        switch fault {
        case .missing(let path):
            return problem(
                "no-key", path, Text(en: "there is no signing key", zh: "没有签名密钥"),
                Text(en: "Name it with --key FILE, or put the backup of it there.", zh: "用 --key 文件 指定，或放回密钥备份。"))
        case .exists(let path):
            return problem("file-exists", path, Text(en: "there is a file already", zh: "文件已存在"), Text(en: "Choose another name.", zh: "请另选文件名。"))
        case .unreadable(let path, let reason):
            return problem(
                "key-unreadable", path, Text(en: "the key cannot be read: \(reason)", zh: "密钥无法读取：\(reason)"),
                Text(en: "Only its owner may read it: run this as that person.", zh: "仅属主可读：请以属主身份执行。"))
        case .tooOpen(let path, let mode):
            let octal = String(mode, radix: 8)
            return problem(
                "key-too-open", path, Text(en: "others may read the key (mode 0\(octal))", zh: "他人可读此密钥（权限 0\(octal)）"),
                Text(en: "Close it: chmod 600 \(path)", zh: "请收紧权限：chmod 600 \(path)"))
        case .encrypted(let path):
            return problem(
                "key-encrypted", path, Text(en: "the key is encrypted with a passphrase", zh: "密钥带有口令"),
                Text(en: "Give it in $DUTYFREE_PASSPHRASE, or run this at a terminal and be asked.", zh: "请用 $DUTYFREE_PASSPHRASE 给出，或在终端运行并输入。"))
        case .wrongPassphrase(let path):
            return problem(
                "wrong-passphrase", path, Text(en: "this is not the passphrase of the key", zh: "密钥口令不对"),
                Text(en: "Try again; without it the key is lost, and its backup must serve.", zh: "请重试；若忘记口令，只能用备份密钥。"))
        case .notPEM(let path):
            return problem(
                "not-a-key", path, Text(en: "this is no PEM key", zh: "这不是 PEM 密钥"), Text(en: "Name the key that `init` made.", zh: "请指定 init 生成的密钥。"))
        case .notEd25519(let path):
            return problem(
                "not-a-key", path, Text(en: "this is no Ed25519 private key", zh: "这不是 Ed25519 私钥"),
                Text(en: "Name the key that `init` made.", zh: "请指定 init 生成的密钥。"))
        case .cannotWrite(let path, let reason):
            return problem(
                "cannot-write", path, Text(en: "the key cannot be written: \(reason)", zh: "密钥无法写入：\(reason)"),
                Text(en: "Choose another place with --key FILE.", zh: "用 --key 文件 另选位置。"))
        }
    }
}

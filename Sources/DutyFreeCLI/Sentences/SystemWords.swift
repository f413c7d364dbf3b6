import Presentation

/// What the system says of files (`strerror`), in both languages.
enum SystemWords {
    static func text(_ message: String) -> Text { known[message] ?? .same(message) }

    private static let known: [String: Text] = [
        "No such file or directory": Text(en: "no such file", zh: "没有这个文件"),
        "Permission denied": Text(en: "permission denied", zh: "没有权限"),
        "No space left on device": Text(en: "the disk is full", zh: "磁盘已满"),
        "Disk quota exceeded": Text(en: "the disk quota is used up", zh: "磁盘配额已用完"),
        "File too large": Text(en: "the file would be too large", zh: "文件过大"),
        "Read-only file system": Text(en: "the disk may only be read", zh: "磁盘只读"),
        "Not a directory": Text(en: "a part of the path is no folder", zh: "路径中有一部分不是目录"),
        "Is a directory": Text(en: "it is a folder", zh: "这是目录"),
        "File name too long": Text(en: "the name is too long", zh: "文件名过长"),
        "Input/output error": Text(en: "the disk reports a fault", zh: "磁盘读写出错"),
        "Broken pipe": Text(en: "whoever read it is gone", zh: "读取方已退出"),
        "Bad file descriptor": Text(en: "it is closed", zh: "已关闭"),
        "Too many open files": Text(en: "too many files are open", zh: "打开的文件过多"),
    ]
}

import DutyFree
import Glibc
import Ledger
import Presentation
import Wire

/// Notices as a file of JSON lines. The file is its own cursor: what its last whole line says was sent is not sent again, and
/// half a line left by a crash is taken back. So each entry stands there once, whatever happened in between.
struct OutboxFile {
    let path: String

    /// Appends what is new, and answers how many lines that was. On return they are durable.
    func append(_ reader: any LedgerReader, for party: Party?) throws -> Int {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw OutputFault(path: path, reason: errno) }
        defer { close(descriptor) }
        // Two at a time would write the same lines twice.
        guard flock(descriptor, LOCK_EX) == 0 else { throw OutputFault(path: path, reason: errno) }
        let (length, next) = try whole(descriptor)
        guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, off_t(length), SEEK_SET) >= 0 else { throw OutputFault(path: path, reason: errno) }
        var lines: [UInt8] = []
        var count = 0
        _ = try Outbox.messages(reader, from: next, for: party) { message in
            lines += message.body + [0x0A]
            count += 1
            if lines.count > 1 << 20 {
                try write(lines, to: descriptor)
                lines.removeAll(keepingCapacity: true)
            }
            return true
        }
        try write(lines, to: descriptor)
        guard fsync(descriptor) == 0 else { throw OutputFault(path: path, reason: errno) }
        return count
    }

    /// Where the last whole line ends, and the position behind the entry that it is about.
    private func whole(_ descriptor: Int32) throws -> (length: Int, next: SequenceNumber) {
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &room, room.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw OutputFault(path: path, reason: errno) }
            if count == 0 { break }
            bytes += room[0..<count]
        }
        guard let end = bytes.lastIndex(of: 0x0A) else { return (0, 0) }
        let start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        guard let seq = (try? JSONParser.parse(Array(bytes[start..<end])))?.object?["seq"]?.integer, seq >= 0 else {
            throw Problem(
                "not-an-outbox", Text(en: "this file is no outbox: its last line names no entry", zh: "此文件不是发件箱：末行未指明记录"), at: .init(file: path),
                outcome: Text(en: "Nothing was written.", zh: "未写入任何内容。"), hint: Text(en: "Name another file.", zh: "请另选文件。"))
        }
        return (end + 1, SequenceNumber(seq) + 1)
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw OutputFault(path: path, reason: errno) }
            start += count
        }
    }
}

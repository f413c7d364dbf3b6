import Glibc
import Presentation
import Wire

/// What a forger would do who has the file: past the program, past SQLite and its triggers, a digit of a price in the
/// bytes of an entry.
struct DemoAlteration {
    let seq: Int64
    let offset: Int
    let before: Int64
    let after: Int64

    /// Changes the first digit of the price in the sale with this receipt.
    static func make(in path: String, receipt: String) throws -> DemoAlteration {
        guard let file = fopen(path, "r+") else { throw DemoFolder.cannotMake(path) }
        defer { fclose(file) }
        let bytes = contents(of: file)
        let mark = Array("\"receipt\":{\"number\":\"\(receipt)\"}".utf8)
        guard let found = first(mark, in: bytes, from: 0),
            let start = last(Array("{\"at\":".utf8), in: bytes, before: found),
            let end = first(Array("\"v\":1}".utf8), in: bytes, from: found),
            let entry = (try? JSONParser.parse(Array(bytes[start..<end + 6])))?.object,
            let price = entry["data"]?.object?["priceFen"]?.integer, let seq = entry["seq"]?.integer,
            let field = first(Array("\"priceFen\":".utf8), in: bytes, from: start), field < end
        else { throw Problem("demo-failed", Text(en: "the sale \(receipt) is not in \(path)", zh: "\(path) 中没有销售 \(receipt)")) }
        let offset = field + 11
        let digit: UInt8 = bytes[offset] == 0x31 ? 0x32 : 0x31
        var altered = Array(bytes[offset..<offset + String(price).utf8.count])
        altered[0] = digit
        guard fseek(file, offset, SEEK_SET) == 0, fputc(Int32(digit), file) == Int32(digit), fflush(file) == 0 else {
            throw DemoFolder.cannotMake(path)
        }
        return DemoAlteration(seq: seq, offset: offset, before: price, after: Int64(String(decoding: altered, as: UTF8.self)) ?? 0)
    }

    func sentence(_ path: String) -> Text {
        let (from, to) = (Figures.yuan(fen: before), Figures.yuan(fen: after))
        let byte = Figures.grouped(Int64(offset))
        let entry = Figures.grouped(seq)
        return Text(
            en: "Byte \(byte) of \(path), past SQLite: the price in entry \(entry) is now \(to) yuan instead of \(from).",
            zh: "绕过 SQLite 改动 \(path) 的第 \(byte) 字节：第 \(entry) 条记录的价格由 \(from) 元变为 \(to) 元。")
    }

    var json: JSONObject {
        ["seq": .integer(seq), "offset": .integer(Int64(offset)), "field": "priceFen", "before": .integer(before), "after": .integer(after), "found": true]
    }

    // MARK: Bytes

    private static func contents(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
        fseek(file, 0, SEEK_END)
        let size = max(0, ftell(file))
        rewind(file)
        return [UInt8](unsafeUninitializedCapacity: size) { room, count in count = fread(room.baseAddress, 1, size, file) }
    }

    private static func first(_ mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let head = mark.first else { return nil }
        return bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            var index = start
            while index + mark.count <= bytes.count {
                guard let hit = memchr(base + index, Int32(head), bytes.count - mark.count + 1 - index) else { return nil }
                index = base.distance(to: hit)
                if memcmp(hit, mark, mark.count) == 0 { return index }
                index += 1
            }
            return nil
        }
    }

    private static func last(_ mark: [UInt8], in bytes: [UInt8], before end: Int) -> Int? {
        var index = end
        while index > 0, index > end - 65_536 {
            index -= 1
            if bytes[index...].starts(with: mark) { return index }
        }
        return nil
    }
}

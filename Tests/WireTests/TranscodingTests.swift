import Foundation
import Support
import Testing
import Wire

struct TranscodingTests {
    /// Characters of one to four bytes in each encoding, so that every cut falls into the middle of some.
    private static let text = String(repeating: "商品,香水瓶破损 A1,𠀀é\r\n", count: 400) + "end"

    @Test(arguments: [("GB18030", 1), ("GB18030", 3), ("UTF-16LE", 1), ("UTF-16BE", 5), ("UTF-16", 2), ("UTF-32LE", 3), ("UTF-8", 1)])
    func theTextIsTheSameHoweverItComes(_ encoding: String, _ piece: Int) throws {
        let folder = try TemporaryFolder()
        try Data(Self.text.utf8).write(to: folder.url.appending(path: "a"))
        let ran = try run("sh", "-c", "iconv -f UTF-8 -t \(encoding) a > b", in: folder.url)
        try #require(ran.status == 0, "\(ran.errors)")
        let bytes = Array(try Data(contentsOf: folder.url.appending(path: "b")))
        // Chinese without a mark has few NUL bytes to tell it by: then it must be said.
        let given = ["UTF-16LE": TextEncoding.utf16LittleEndian, "UTF-16BE": .utf16BigEndian, "UTF-32LE": .utf32LittleEndian][encoding]
        let (source, found) = try ByteSource.utf8(ByteSource(bytes: bytes, chunk: { piece }), as: given)
        #expect(found.name.hasPrefix(encoding), "\(found.name)")
        let lines = LineReader(source)
        var read: [String] = []
        while let line = try lines.next() { read.append(line.text) }
        #expect(read.count == 401 && read.last == "end" && read.dropLast().allSatisfy { $0 == "商品,香水瓶破损 A1,𠀀é" }, "\(read.first ?? "")")
        #expect(source.bytesRead == bytes.count)
    }

    @Test func whatTheEncodingDoesNotHaveIsSeenInItsLine() throws {
        // A lead byte without its second one, in the third line.
        let bytes: [UInt8] = Array("a,b\n".utf8) + [0xC9, 0xCC, 0x2C, 0xC6, 0xB7, 0x0A] + [0xC9, 0x0A] + [0xC9, 0xCC, 0x2C, 0x31, 0x0A]
        let reader = try CSVReader(try ByteSource.utf8(ByteSource(bytes: bytes), as: .gb18030).source)
        #expect(try reader.next()?.strings == ["商", "品"])
        #expect(throws: CSVError.self) { try reader.next() }
        #expect(try reader.next()?.strings == ["商", "1"])
        #expect(try reader.next() == nil)
    }

    @Test func nothingIsNothingAndHalfACharacterIsNoCrash() throws {
        for bytes in [[], [0xFF], [0xFF, 0xFE], [0xFF, 0xFE, 0x41], [0x81], [0xEF, 0xBB], [UInt8](repeating: 0xD8, count: 9)] as [[UInt8]] {
            for encoding in [nil, .gb18030, .utf16LittleEndian, .utf16BigEndian, .utf8] as [TextEncoding?] {
                let lines = LineReader(try ByteSource.utf8(ByteSource(bytes: bytes), as: encoding).source)
                var count = 0
                while try lines.next() != nil { count += 1 }
                #expect(count <= 2, "\(bytes)")
            }
        }
    }
}

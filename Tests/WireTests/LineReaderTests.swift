import Foundation
import Support
import Testing
import Wire

/// A line without its pointer.
private struct Seen: Equatable {
    var text: [UInt8]
    var number: Int
    var offset: Int
    var terminator: Line.Terminator
    var isTooLong = false
}

struct LineReaderTests {
    private func read(
        _ bytes: [UInt8], limit: Int = LineReader.defaultLimit, ends: LineReader.Ends = .lines,
        chunk: @escaping () -> Int = { Int.max }
    ) throws -> [Seen] {
        let reader = LineReader(ByteSource(bytes: bytes, chunk: chunk), limit: limit, ends: ends)
        var seen: [Seen] = []
        while let line = try reader.next() {
            seen.append(
                Seen(
                    text: Array(line.bytes), number: line.number, offset: line.offset, terminator: line.terminator,
                    isTooLong: line.isTooLong))
        }
        #expect(try reader.next() == nil)
        return seen
    }

    @Test func linesAreNumberedAndKnowHowTheyEnd() throws {
        #expect(try read([]) == [])
        #expect(
            try read(Array("a\r\n\nb\rc\nlast".utf8)) == [
                Seen(text: [0x61], number: 1, offset: 0, terminator: .carriageReturnLineFeed),
                Seen(text: [], number: 2, offset: 3, terminator: .lineFeed),
                Seen(text: Array("b\rc".utf8), number: 3, offset: 4, terminator: .lineFeed),
                Seen(text: Array("last".utf8), number: 4, offset: 8, terminator: .none),
            ])
    }

    @Test func aByteOrderMarkIsPassedOverAndCounted() throws {
        for chunk in 1...5 {
            #expect(
                try read([0xEF, 0xBB, 0xBF, 0x61, 0x0A], chunk: { chunk }) == [
                    Seen(text: [0x61], number: 1, offset: 3, terminator: .lineFeed)
                ])
        }
        #expect(try read([0xEF, 0xBB, 0xBF]) == [])
    }

    @Test func aScanEndsAtEveryKindOfKeyTheGunMaySend() throws {
        for chunk in 1...9 {
            let scans = try read(Array("A1\rB2\r\nC3\tD4\n\rE5".utf8), ends: .scans, chunk: { chunk })
            #expect(scans.map { String(decoding: $0.text, as: UTF8.self) } == ["A1", "B2", "C3", "D4", "", "E5"])
            #expect(scans.map(\.offset) == [0, 3, 7, 10, 13, 14], "chunk \(chunk)")
        }
    }

    @Test func aLineBeyondTheLimitIsPassedOverAndTheNextOneIsRead() throws {
        for chunk in [1, 2, 7, 900, 100_000] {
            for (length, isTooLong) in [(9, false), (10, false), (11, true), (12, true), (13, true), (200_000, true)] {
                for end in ["\n", "\r\n", ""] where length < 1_000 || chunk > 100 {
                    let text = "a\n" + String(repeating: "x", count: length) + end + (end.isEmpty ? "" : "b\n")
                    let seen = try read(Array(text.utf8), limit: 10, chunk: { chunk })
                    try #require(seen.count == (end.isEmpty ? 2 : 3), "\(length) \(chunk)")
                    #expect(seen[1].isTooLong == isTooLong, "\(length), chunk \(chunk)")
                    #expect(seen[1].text.count == (isTooLong ? 0 : length))
                    #expect((seen[1].number, seen[1].offset) == (2, 2))
                    if !end.isEmpty { #expect((seen[2].number, seen[2].text) == (3, [0x62])) }
                    if !end.isEmpty { #expect(seen[2].offset == 2 + length + end.utf8.count) }
                }
            }
        }
    }

    @Test func linesOfAnyLengthInChunksOfAnySizeAreThoseOfASplit() throws {
        for seed in UInt64(1)...60 {
            var random = SplitMix(seed: seed)
            var bytes: [UInt8] = []
            for _ in 0..<random.below(60) {
                let length = random.below(10) == 0 ? random.below(90_000) : random.below(40)
                bytes += [UInt8](repeating: UInt8(0x61 + random.below(20)), count: length)
                bytes += [[0x0A], [0x0D, 0x0A], [0x0D], [0x0A, 0x0A]][random.below(4)]
            }
            if random.below(2) == 0, bytes.last == 0x0A { bytes.removeLast() }
            let limit = 70_000
            var sizes = SplitMix(seed: seed)
            let largest = [10, 500, 5_000, 200_000][random.below(4)]
            let seen = try read(bytes, limit: limit, chunk: { 1 + sizes.below(largest) })

            var pieces = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
            if pieces.last == [] { pieces.removeLast() }
            let expected = pieces.map { $0.last == 0x0D ? Array($0.dropLast()) : $0 }
            try #require(seen.count == expected.count, "seed \(seed)")
            for (line, piece) in zip(seen, expected) where line.terminator != .none {
                #expect(line.text == (piece.count > limit ? [] : piece), "seed \(seed), line \(line.number)")
                #expect(line.isTooLong == (piece.count > limit), "seed \(seed), line \(line.number)")
            }
            if let last = seen.last, last.terminator == .none {
                #expect(last.text == (pieces.last.map { $0.count > limit ? [] : $0 }), "seed \(seed)")
            }
        }
    }
}

struct ByteSourceTests {
    @Test func aFileIsReadWholeCountedAndShownToTheObserver() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "wire-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        try Data(bytes).write(to: url)
        var observed: [UInt8] = []
        let source = try ByteSource(path: url.path, observer: { observed += $0 })
        #expect(source.size == bytes.count)
        let lines = LineReader(source)
        while try lines.next() != nil {}
        #expect(observed == bytes)
        #expect(source.bytesRead == bytes.count)
    }

    @Test func whatCannotBeReadSaysWhy() {
        #expect(throws: InputError.self) { try ByteSource(path: "/nowhere/at/all") }
        do {
            _ = try ByteSource(path: "/nowhere")
        } catch {
            #expect((error.kind, error.path) == (.notFound, "/nowhere"))
            #expect(!error.systemMessage.isEmpty)
        }
        do {
            _ = try ByteSource(path: "/")
        } catch {
            #expect(error.kind == .isADirectory)
        }
    }
}

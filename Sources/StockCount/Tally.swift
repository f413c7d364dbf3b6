package import DutyFree
import GS1
package import Wire

/// Where a read file comes from, as it is entered for a count.
package struct ReadFile: Sendable {
    /// Its name, for people.
    package var name: String
    /// Lower-case hex of its SHA-256.
    package var sha256: String
    package var round: Int
    package var zone: LocationPath?
    package var reader: String?
    /// Who entered it: carries every reader of it that the count does not name.
    package var person: String?
    /// Columns of other names → field names.
    package var columns: [String: String]
    /// What columns may be mapped to.
    package static let fields = ["epc", "time", "reader", "antenna", "rssi", "tid", "zone", "condition"]

    package init(name: String, sha256: String, round: Int = 1, zone: LocationPath? = nil, reader: String? = nil, columns: [String: String] = [:]) {
        self.name = name
        self.sha256 = sha256
        self.round = round
        self.zone = zone
        self.reader = reader
        self.columns = columns
    }
}

/// What became of the lines of a read file: `lines = reads + control + rejected + outOfScope`.
package struct ReadFileReport: Hashable, Sendable {
    package var name: String
    package var sha256: String
    package var lines: Int64 = 0
    package var reads: Int64 = 0
    /// Shelf labels.
    package var control: Int64 = 0
    package var rejected: Int64 = 0
    package var outOfScope: Int64 = 0
    /// Reads whose time is no time of the window: used without it.
    package var clockDoubts: Int64 = 0
    /// The file that was the same, byte for byte; then nothing was read again.
    package var duplicateOf: String?

    package init(name: String, sha256: String) {
        self.name = name
        self.sha256 = sha256
    }
}

/// What was read, item by item. Memory is that of the items and of the different things that were read, not of the reads:
/// a tag read a million times costs as much as one read once.
///
///     line ─▶ fields ─▶ Read ─▶ (a batch later) whose code is it? ─▶ its item, its zone there ─▶ noted
///     ╰──────── ReadPass, the first thread ───╯ ╰──────────── settle, the same or a second thread ─────╯
package final class Tally {
    package let setup: CountSetup
    // Never used by both threads at once (`ReadHandover.drain`): no checks at run time for what every line asks.
    @exclusivity(unchecked) var register: Register
    @exclusivity(unchecked) var readers: ReaderTable
    let presence: Presence
    @exclusivity(unchecked) var cartons: [CartonReads]
    @exclusivity(unchecked) var others: [OtherReads] = []
    @exclusivity(unchecked) var othersByText: [String: UInt32] = [:]
    @exclusivity(unchecked) private(set) var conditions: [String] = []
    /// Of the file that is being settled.
    @exclusivity(unchecked) var settled = Settled()
    /// One for each item of the register.
    let items: Pool<ItemReads>
    /// All zones but each item's first.
    let zones = Pool(0, of: ZoneReads())
    let strong: StrongReads
    /// Short identities that are no items of the register, and tags that are not GS1's.
    let otherItems = SubjectTable()
    let otherTags = SubjectTable()
    package private(set) var files: [ReadFileReport] = []
    let window: ClosedRange<Int64>
    private let threads: Int

    /// With two threads one parses while the other settles: the result is the same, byte for byte.
    package init(_ register: Register, _ setup: CountSetup, threads: Int = 1) {
        self.setup = setup
        self.register = register
        self.threads = threads
        items = register.reads()
        cartons = Array(repeating: CartonReads(), count: register.cartons.count)
        readers = ReaderTable(setup, &self.register.places)
        let grace = setup.parameters.graceMs
        window = setup.opened.millisecondsSince1970 - grace...max(setup.closed.millisecondsSince1970, setup.opened.millisecondsSince1970) + grace
        strong = StrongReads(limit: setup.parameters.cloneMs, expecting: register.count)
        presence = Presence(window)
    }

    /// Reads one file to its end. `progress` is told the bytes read so far, and may throw to stop.
    @discardableResult
    package func read(_ file: ReadFile, _ source: ByteSource, progress: (Int) throws -> Void = { _ in }) throws -> ReadFileReport {
        var report = ReadFileReport(name: file.name, sha256: file.sha256)
        if let known = files.first(where: { $0.sha256 == file.sha256 && $0.duplicateOf == nil }) {
            report.duplicateOf = known.name
            files.append(report)
            return report
        }
        settled = Settled()
        let handover = ReadHandover(
            file: UInt16(clamping: files.count), round: UInt8(clamping: file.round), onSecondThread: threads > 1, settle: { [unowned self] in settle($0) })
        defer { handover.drain() }
        var pass = ReadPass(file, self, handover)
        try read(file, source, into: &pass, progress)
        pass.handOver()
        handover.drain()
        report.lines = pass.lines
        report.control = pass.control
        report.rejected = pass.rejected
        report.reads = settled.reads
        report.outOfScope = settled.outOfScope
        report.clockDoubts = settled.clockDoubts
        try progress(source.bytesRead)
        files.append(report)
        return report
    }

    private func read(_ file: ReadFile, _ source: ByteSource, into pass: inout ReadPass, _ progress: (Int) throws -> Void) throws {
        let columns = Dictionary(
            file.columns.compactMap { name, field in ReadField.named(field).map { (ReadField.plain(name), $0) } }, uniquingKeysWith: { first, _ in first })
        var lines = ReadLines(source)
        let scratch = LineScratch()
        var format: ReadFormat?
        var fields = ReadFields()
        while let (line, isCut) = try lines.next() {
            pass.line &+= 1
            if pass.line & 0xFFFF == 0 { try progress(source.bytesRead) }
            if format == nil {
                guard let (found, isHeader) = ReadFormat.of(firstLine: line, columns: columns) else { continue }
                format = found
                if isHeader { continue }
            }
            guard let first = line.first, first > 0x20 || !Bytes.trimmed(line).isEmpty else { continue }
            let isWhole: Bool
            switch format {
            // A line that is parted has all of its columns, so nothing of the line before is left.
            case .csv(let layout): isWhole = layout.part(withoutReturn(line), into: &fields, scratch: scratch, hasQuotes: lines.hasQuotes)
            case .jsonl:
                fields = ReadFields()
                isWhole = FlatJSON.read(line, into: &fields, columns: columns, scratch: scratch)
            case .lines, nil:
                fields.code = line
                isWhole = true
            }
            if isWhole, !isCut { pass.take(fields) } else { pass.broken(line) }
        }
    }

    @inline(__always) private func withoutReturn(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard line.count > 0, line[line.count - 1] == 0x0D else { return line }
        return UnsafeRawBufferPointer(rebasing: line.dropLast())
    }

    /// The number of a condition plus 1.
    func condition(_ name: String) -> UInt8 {
        if let known = conditions.firstIndex(of: name) { return UInt8(clamping: known + 1) }
        conditions.append(name)
        return UInt8(clamping: conditions.count)
    }
}

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
package final class Tally {
    package let setup: CountSetup
    // Used by this class alone and never while one is being changed: no checks at run time for what every line asks.
    @exclusivity(unchecked) var register: Register
    @exclusivity(unchecked) var readers: ReaderTable
    @exclusivity(unchecked) var presence: Presence
    @exclusivity(unchecked) var batch: ReadBatch
    @exclusivity(unchecked) var cartons: [CartonReads]
    @exclusivity(unchecked) var others: [OtherReads] = []
    @exclusivity(unchecked) private var otherIDs: [String: UInt32] = [:]
    @exclusivity(unchecked) var conditions: [String] = []
    /// One for each item of the register.
    let items: Pool<ItemReads>
    let zones: Pool<ZoneReads>
    let moments = Pool(0, of: StrongMoments())
    let tags: TagCache
    package private(set) var files: [ReadFileReport] = []
    private let window: ClosedRange<Int64>

    package init(_ register: Register, _ setup: CountSetup) {
        self.setup = setup
        self.register = register
        items = Pool(register.count, of: ItemReads())
        zones = Pool(0, of: ZoneReads(), capacity: register.count + 1_024)
        tags = TagCache(expecting: register.count)
        cartons = Array(repeating: CartonReads(), count: register.cartons.count)
        readers = ReaderTable(setup, &self.register.places)
        let grace = setup.parameters.graceMs
        window = setup.opened.millisecondsSince1970 - grace...max(setup.closed.millisecondsSince1970, setup.opened.millisecondsSince1970) + grace
        presence = Presence(window)
        batch = ReadBatch()
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
        let columns = Dictionary(
            file.columns.compactMap { name, field in ReadField.named(field).map { (ReadField.plain(name), $0) } }, uniquingKeysWith: { first, _ in first })
        var pass = FilePass(
            number: UInt16(clamping: files.count), round: UInt8(clamping: file.round), time: ReadTime(localOffsetMinutes: setup.localOffsetMinutes),
            zone: file.zone.map { register.places.id($0) } ?? .none, reader: readers.begin(file))
        var lines = ReadLines(source)
        let scratch = LineScratch()
        var format: ReadFormat?
        while let (line, isCut) = try lines.next() {
            pass.line &+= 1
            if pass.line & 0xFFFF == 0 { try progress(source.bytesRead) }
            if format == nil {
                guard let (found, isHeader) = ReadFormat.of(firstLine: line, columns: columns) else { continue }
                format = found
                if isHeader { continue }
            }
            guard let first = line.first, first > 0x20 || !Bytes.trimmed(line).isEmpty else { continue }
            var fields = ReadFields()
            let isWhole: Bool
            switch format {
            case .csv(let layout): isWhole = layout.part(withoutReturn(line), into: &fields, scratch: scratch)
            case .jsonl: isWhole = FlatJSON.read(line, into: &fields, columns: columns, scratch: scratch)
            case .lines, nil:
                fields.code = line
                isWhole = true
            }
            report.lines += 1
            guard isWhole, !isCut else {
                report.rejected += 1
                unreadable(line, .brokenLine)
                continue
            }
            take(fields, &pass, &report)
            if batch.isFull { settle(&report) }
        }
        settle(&report)
        try progress(source.bytesRead)
        files.append(report)
        return report
    }

    private func withoutReturn(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        line.last == 0x0D ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    }

    /// What stays the same while a file is read.
    private struct FilePass {
        var number: UInt16
        var round: UInt8
        var time: ReadTime
        var zone: PlaceID
        var reader: UInt16
        var line: UInt32 = 0
        /// The last shelf label.
        var shelf: PlaceID?
    }

    // MARK: One line

    private func take(_ fields: ReadFields, _ pass: inout FilePass, _ report: inout ReadFileReport) {
        let code = Bytes.trimmed(fields.code)
        let read = batch.next
        read.pointee = Read()
        if !read.pointee.setTag(code) {
            switch named(code) {
            case .subject(let found): read.pointee.subject = found
            case .place(let name):
                report.control += 1
                let place = register.places.id(LocationPath(name))
                pass.shelf = place
                if register.places.touchesScope[Int(place)] { presence.noteLabel(place, time(fields.time, &pass) ?? .min, reader: pass.reader, readers) }
                return
            case .unreadable(let reason):
                report.rejected += 1
                unreadable(code, reason)
                return
            }
        }
        read.pointee.reader = fields.reader.isEmpty ? pass.reader : readers.id(Bytes.trimmed(fields.reader))
        read.pointee.antenna = readers.number(fields.antenna)
        if !fields.zone.isEmpty, let own = readers.place(Bytes.trimmed(fields.zone), &register.places) {
            read.pointee.place = own
        } else {
            read.pointee.place = readers.zone(read.pointee.reader, read.pointee.antenna) ?? pass.shelf ?? pass.zone
        }
        read.pointee.isOutside = read.pointee.place != .none && !register.places.touchesScope[Int(read.pointee.place)]
        if !fields.time.isEmpty {
            if let time = time(fields.time, &pass) { read.pointee.time = time } else { read.pointee.hasDoubt = !Bytes.trimmed(fields.time).isEmpty }
        }
        read.pointee.signal = readers.signal(fields.signal) ?? .min
        read.pointee.isRFID = readers.isRFID(read.pointee.reader, hasSignal: read.pointee.signal != .min)
        let tid = Bytes.trimmed(fields.tid)
        if !tid.isEmpty { read.pointee.tid = Hex96.fingerprint(tid) }
        if !fields.condition.isEmpty { read.pointee.condition = condition(Bytes.trimmed(fields.condition)) }
        read.pointee.line = pass.line
        read.pointee.file = pass.number
        read.pointee.round = pass.round
        batch.count += 1
    }

    /// Nil where it is no time, or none that the clock of a reader of this count can mean.
    private func time(_ text: UnsafeRawBufferPointer, _ pass: inout FilePass) -> Int64? {
        guard let time = pass.time.milliseconds(Bytes.trimmed(text)), window.contains(time) else { return nil }
        return time
    }

    private func condition(_ text: UnsafeRawBufferPointer) -> UInt8 {
        guard !text.isEmpty else { return 0 }
        let name = FieldText.string(text)
        if let known = conditions.firstIndex(of: name) { return UInt8(clamping: known + 1) }
        conditions.append(name)
        return UInt8(clamping: conditions.count)
    }

    // MARK: Whose code

    enum Named {
        case subject(SubjectID)
        case place(String)
        case unreadable(UnreadableReason)
    }

    func named(_ code: UnsafeRawBufferPointer) -> Named {
        switch ReadCode.of(code) {
        case .item(let identity):
            if let item = register.item(identity) { return .subject(.item(item)) }
            return .subject(carton(identity.key) ?? other(identity.key, gtin: identity.isCarton ? nil : identity.number))
        case .key(let key):
            if let item = register.item(key) { return .subject(.item(item)) }
            return .subject(carton(key) ?? other(key, gtin: nil))
        case .foreign(let key): return .subject(other(key, gtin: nil))
        case .place(let name): return .place(name)
        case .unreadable(let reason): return .unreadable(reason)
        }
    }

    private func carton(_ key: String) -> SubjectID? { register.carton(key).map { .carton($0) } }

    private func other(_ key: String, gtin: UInt64?) -> SubjectID {
        if let known = otherIDs[key] { return .other(known) }
        let isOurs = gtin.map { register.gtins.contains($0) } ?? false
        let number = UInt32(others.count)
        others.append(OtherReads(subject: key, kind: isOurs ? .unknown : .foreign))
        otherIDs[key] = number
        return .other(number)
    }

    func unreadable(_ text: UnsafeRawBufferPointer, _ reason: UnreadableReason) {
        let text = Bytes.trimmed(text)
        // A line of megabytes is named by its beginning.
        let subject = text.count > 1_024 ? FieldText.string(UnsafeRawBufferPointer(rebasing: text[..<256])) + "…" : FieldText.string(text)
        let key = "\u{0}" + subject
        if let known = otherIDs[key] {
            others[Int(known)].reads += 1
            return
        }
        otherIDs[key] = UInt32(others.count)
        var other = OtherReads(subject: subject, kind: .unreadable)
        other.reason = reason
        other.reads = 1
        others.append(other)
    }
}

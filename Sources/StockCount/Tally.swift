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
    /// Columns of other names.
    package var columns: [String: String]

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
    @exclusivity(unchecked) private var readers: ReaderTable
    @exclusivity(unchecked) private(set) var presence: Presence
    @exclusivity(unchecked) private var batch: ReadBatch
    @exclusivity(unchecked) private(set) var cartons: [CartonReads]
    @exclusivity(unchecked) private(set) var others: [OtherReads] = []
    @exclusivity(unchecked) private var otherIDs: [String: UInt32] = [:]
    @exclusivity(unchecked) private(set) var conditions: [String] = []
    /// One for each item of the register.
    let items: Pool<ItemReads>
    let zones: Pool<ZoneReads>
    let moments = Pool(0, of: StrongMoments())
    private let tags: TagCache
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

    private enum Named {
        case subject(SubjectID)
        case place(String)
        case unreadable(UnreadableReason)
    }

    private func named(_ code: UnsafeRawBufferPointer) -> Named {
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

    private func unreadable(_ text: UnsafeRawBufferPointer, _ reason: UnreadableReason) {
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

    // MARK: A batch

    /// A million items do not fit into a processor's cache, and reads come in any order: each would wait three times for
    /// memory. So a batch first touches all that it will need, and the waits overlap.
    private func settle(_ report: inout ReadFileReport) {
        let reads = batch.reads
        let count = batch.count
        var touched: UInt64 = 0
        for index in 0..<count where reads[index].subject == .free {
            reads[index].slot = tags.slot(reads[index].high, reads[index].low)
            touched &+= tags.touch(reads[index].slot)
        }
        batch.fresh.removeAll(keepingCapacity: true)
        for index in 0..<count where reads[index].subject == .free {
            if let known = tags.find(reads[index].high, reads[index].low, from: reads[index].slot) {
                reads[index].subject = known
            } else if let identity = withUnsafeBytes(of: reads[index].text, { ReadParser.parseRead($0) }) {
                batch.fresh.append((index, identity, register.index.touch(identity)))
            } else {
                name(&reads[index])
            }
        }
        for fresh in batch.fresh { touched &+= register.index.touchIdentity(fresh.slot) }
        for fresh in batch.fresh {
            if let item = register.index.find(fresh.identity) {
                reads[fresh.read].subject = .item(item)
                tags.insert(reads[fresh.read].high, reads[fresh.read].low, .item(item))
            } else {
                name(&reads[fresh.read])
            }
        }
        for index in 0..<count where reads[index].subject.kind == 0 { touched &+= UInt64(items.records[Int(reads[index].subject.number)].zones) }
        for index in 0..<count where reads[index].subject.kind == 0 {
            let zone = items.records[Int(reads[index].subject.number)].zones
            if zone != 0 { touched &+= UInt64(zones.records[Int(zone - 1)].reads) }
        }
        batch.touched = touched
        for index in 0..<count { note(reads + index, &report) }
        batch.count = 0
    }

    private func name(_ read: inout Read) {
        if let known = tags.find(read.high, read.low, from: read.slot) {
            read.subject = known
            return
        }
        // Twice in one batch: the first has told whose it is.
        let named = withUnsafeBytes(of: read.text) { self.named($0) }
        guard case .subject(let subject) = named else {
            if case .unreadable(let reason) = named { withUnsafeBytes(of: read.text) { unreadable($0, reason) } }
            read.isRejected = true
            return
        }
        tags.insert(read.high, read.low, subject)
        read.subject = subject
    }

    private func note(_ pointer: UnsafeMutablePointer<Read>, _ report: inout ReadFileReport) {
        // By reference: a read is longer than a cache line.
        var read: Read { _read { yield pointer.pointee } }
        if read.isRejected {
            report.rejected += 1
            return
        }
        if read.isOutside {
            report.outOfScope += 1
            return
        }
        report.reads += 1
        if read.hasDoubt { report.clockDoubts += 1 }
        presence.note(read.place, read.time, reader: read.reader, readers)
        switch read.subject.kind {
        case 0: note(pointer)
        case 1:
            let number = Int(read.subject.number)
            if cartons[number].reads == 0 { cartons[number].place = read.place }
            cartons[number].reads += 1
        default: others[Int(read.subject.number)].note(read.place)
        }
    }

    // MARK: One read of an item

    private func note(_ pointer: UnsafeMutablePointer<Read>) {
        var read: Read { _read { yield pointer.pointee } }
        let item = read.subject.number
        let state = items.records + Int(item)
        state.pointee.reads &+= 1
        guard read.round >= state.pointee.round else { return }
        // The latest round decides; what an earlier one saw is counted and no more.
        if read.round > state.pointee.round { state.pointee.begin(round: read.round, file: read.file, line: read.line) }
        if read.tid != 0 { state.pointee.note(tid: read.tid) }
        if read.signal > state.pointee.strongest { state.pointee.strongest = read.signal }
        if read.condition != 0, state.pointee.condition == 0, conditions[Int(read.condition) - 1] != register.stateName(register.last(item).state) {
            state.pointee.condition = read.condition
        }
        var index = state.pointee.zones
        while index != 0, zones.records[Int(index - 1)].place != read.place { index = zones.records[Int(index - 1)].next }
        if index == 0 {
            index = zones.append(ZoneReads(place: read.place, next: state.pointee.zones)) + 1
            state.pointee.zones = index
            presence.noteDistinct(read.place)
        }
        let zone = zones.records + Int(index - 1)
        zone.pointee.reads &+= 1
        zone.pointee.flags |= read.isRFID ? ZoneReads.rfid : ZoneReads.gun
        if read.time > zone.pointee.latest { zone.pointee.latest = read.time }
        if read.signal > zone.pointee.strongest {
            zone.pointee.strongest = read.signal
            zone.pointee.reader = read.reader
            zone.pointee.antenna = read.antenna
        }
        if zone.pointee.flags & ZoneReads.consistent == 0, isConsistent(item, read.place, read.time == .min ? nil : read.time) {
            zone.pointee.flags |= ZoneReads.consistent
        }
        if read.time != .min, read.signal != .min, read.signal >= setup.parameters.strongX100 {
            zone.pointee.strongReads &+= 1
            note(strong: read.time, zone)
        }
    }

    /// Strong reads by spans of the clone limit: two of one span are near enough, and of neighbouring spans the ends
    /// decide. So an hour beside a shelf costs as much as its length, not as its reads.
    private func note(strong time: Int64, _ zone: UnsafeMutablePointer<ZoneReads>) {
        let span = time.flooredQuotient(setup.parameters.cloneMs)
        var index = zone.pointee.moments
        while index != 0 {
            let moment = moments.records + Int(index - 1)
            if moment.pointee.span == span {
                moment.pointee.first = min(moment.pointee.first, time)
                moment.pointee.last = max(moment.pointee.last, time)
                return
            }
            index = moment.pointee.next
        }
        zone.pointee.moments = moments.append(StrongMoments(next: zone.pointee.moments, span: span, first: time, last: time)) + 1
    }

    /// Whether at some moment near the read the ledger has the item held at a place that agrees.
    private func isConsistent(_ item: UInt32, _ place: PlaceID, _ time: Int64?) -> Bool {
        if register.histories.isEmpty || register.histories[item] == nil {
            let own = register.place[Int(item)]
            return register.isHeldInScope(own, register.state[Int(item)]) && register.places.agree(place, own)
        }
        let grace = setup.parameters.graceMs
        let from = time.map { $0 - grace } ?? setup.opened.millisecondsSince1970
        let to = time.map { $0 + grace } ?? setup.closed.millisecondsSince1970
        let residences = register.residences(item)
        for (index, residence) in residences.enumerated() {
            let end = index + 1 < residences.count ? residences[index + 1].start : Int64.max
            guard residence.start <= to, end > from || end == .max else { continue }
            if register.isHeldInScope(residence.place, residence.state), register.places.agree(place, residence.place) { return true }
        }
        return false
    }

    // MARK: Afterwards

    /// Different things that were named, whatever they are.
    package var distinctSubjects: Int {
        var items = 0
        for item in 0..<self.items.count where self.items.records[item].reads > 0 { items += 1 }
        return items + others.count { $0.kind != .unreadable && $0.reads > 0 } + cartons.count { $0.reads > 0 }
    }

    /// Some of the lines that name nothing, and why.
    package func unreadable(most: Int) -> [(text: String, reason: UnreadableReason)] {
        others.lazy.filter { $0.kind == .unreadable }.prefix(most).compactMap { other in other.reason.map { (other.subject, $0) } }
    }

    /// By place: reads, different things, first and last, who.
    package var coverage: [(location: String, reads: Int64, distinct: Int, first: Timestamp?, last: Timestamp?, persons: [String])] {
        presence.visited.map { place, visit in
            (
                register.places.name(place), visit.reads, visit.distinct, visit.first == .max ? nil : Timestamp(millisecondsSince1970: visit.first),
                visit.last == .min ? nil : Timestamp(millisecondsSince1970: visit.last), persons(place).sorted()
            )
        }.sorted { $0.0 < $1.0 }
    }

    /// Different things a person-minute, times 100; nil without times.
    package var rateX100: Int64? {
        let worked = worked()
        return worked > 0 ? Int64(distinctSubjects) * 6_000_000 / worked : nil
    }

    func readerName(_ reader: UInt16) -> String { readers.names[Int(reader)] }

    func worked() -> Int64 { presence.worked(idle: setup.parameters.idleMs) }

    /// Who read at a place.
    func persons(_ place: PlaceID) -> Set<String> { Set(presence.readers(at: place).compactMap { readers.person($0) }) }
}

extension Int64 {
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / Swift.max(divisor, 1)
        return self % Swift.max(divisor, 1) < 0 ? quotient - 1 : quotient
    }
}

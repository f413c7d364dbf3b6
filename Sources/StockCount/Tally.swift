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
package final class Tally {
    package let setup: CountSetup
    var register: Register
    /// One for each item of the register.
    let items: Pool<ItemReads>
    let zones = Pool(0, of: ZoneReads())
    let moments = Pool(0, of: StrongMoments())
    private(set) var cartons: [CartonReads]
    private(set) var others: [OtherReads] = []
    private var otherIDs: [String: UInt32] = [:]
    private var tags = TagCache()
    private(set) var files: [ReadFileReport] = []
    private(set) var visits: [PlaceID: Visit] = [:]
    private var workers: [String: Moments] = [:]
    private(set) var persons: [PlaceID: Set<String>] = [:]
    private(set) var conditions: [String] = []
    var readers: ReaderTable
    private let window: ClosedRange<Int64>

    package init(_ register: Register, _ setup: CountSetup) {
        self.setup = setup
        self.register = register
        items = Pool(register.count, of: ItemReads())
        cartons = Array(repeating: CartonReads(), count: register.cartons.count)
        readers = ReaderTable(setup, &self.register.places)
        let grace = setup.parameters.graceMs
        window = setup.opened.millisecondsSince1970 - grace...max(setup.closed.millisecondsSince1970, setup.opened.millisecondsSince1970) + grace
    }

    /// Reads one file to its end. `progress` is told the bytes read so far, and may throw to stop.
    @discardableResult
    package func read(_ file: ReadFile, _ source: ByteSource, progress: (Int) throws -> Void = { _ in }) throws -> ReadFileReport {
        if let known = files.first(where: { $0.sha256 == file.sha256 && $0.duplicateOf == nil }) {
            var report = ReadFileReport(name: file.name, sha256: file.sha256)
            report.duplicateOf = known.name
            files.append(report)
            return report
        }
        let columns = Dictionary(
            file.columns.compactMap { name, field in ReadField.named(field).map { (ReadField.plain(name), $0) } }, uniquingKeysWith: { first, _ in first })
        var pass = FilePass(number: UInt16(clamping: files.count), file: file, time: ReadTime(localOffsetMinutes: setup.localOffsetMinutes))
        pass.fileZone = file.zone.map { register.places.id($0) } ?? .none
        pass.fileReader = file.reader.map { readers.id($0) } ?? 0
        var report = ReadFileReport(name: file.name, sha256: file.sha256)
        var lines = ReadLines(source)
        let scratch = LineScratch()
        var format: ReadFormat?
        while let (line, isCut) = try lines.next() {
            pass.line += 1
            if pass.line & 0xFFFF == 0 { try progress(source.bytesRead) }
            if format == nil {
                guard let (found, isHeader) = ReadFormat.of(firstLine: line, columns: columns) else { continue }
                format = found
                if isHeader { continue }
            }
            var fields = ReadFields()
            let isWhole: Bool
            switch format {
            case .csv(let layout): isWhole = layout.part(withoutReturn(line), into: &fields, scratch: scratch)
            case .jsonl: isWhole = FlatJSON.read(line, into: &fields, columns: columns, scratch: scratch)
            case .lines, nil:
                fields.code = line
                isWhole = true
            }
            if Bytes.trimmed(line).isEmpty { continue }
            report.lines += 1
            guard isWhole, !isCut else {
                report.rejected += 1
                unreadable(line, .brokenLine, pass)
                continue
            }
            take(fields, line, &pass, &report)
        }
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
        var file: ReadFile
        var time: ReadTime
        var line: UInt32 = 0
        var fileZone: PlaceID = .none
        var fileReader: UInt16 = 0
        /// The last shelf label.
        var shelf: PlaceID?
    }

    // MARK: One line

    private func take(_ fields: ReadFields, _ line: UnsafeRawBufferPointer, _ pass: inout FilePass, _ report: inout ReadFileReport) {
        let code = Bytes.trimmed(fields.code)
        let subject: SubjectID
        switch self.subject(code) {
        case .subject(let found): subject = found
        case .place(let name):
            report.control += 1
            let place = register.places.id(LocationPath(name))
            pass.shelf = place
            if register.places.touchesScope[Int(place)] { visit(place, time(fields.time, &pass, nil), reader: pass.fileReader) }
            return
        case .unreadable(let reason):
            report.rejected += 1
            unreadable(code, reason, pass)
            return
        }
        let reader = fields.reader.isEmpty ? pass.fileReader : readers.id(Bytes.trimmed(fields.reader))
        let antenna = readers.number(fields.antenna)
        let place: PlaceID
        if !fields.zone.isEmpty, let own = readers.place(Bytes.trimmed(fields.zone), &register.places) {
            place = own
        } else {
            place = readers.zone(reader, antenna) ?? pass.shelf ?? pass.fileZone
        }
        guard place == .none || register.places.touchesScope[Int(place)] else {
            report.outOfScope += 1
            return
        }
        report.reads += 1
        let time = time(fields.time, &pass, &report)
        let signal = readers.signal(fields.signal)
        visit(place, time, reader: reader)
        if let time, let person = readers.person(reader) { workers[person, default: Moments()].insert(time) }
        switch subject.kind {
        case 0:
            note(
                subject.number, place, time, signal, isRFID: readers.isRFID(reader, hasSignal: signal != nil), tid: Bytes.trimmed(fields.tid),
                condition: Bytes.trimmed(fields.condition), reader, antenna, pass)
        case 1:
            let number = Int(subject.number)
            if cartons[number].reads == 0 { cartons[number].place = place }
            cartons[number].reads += 1
        default: others[Int(subject.number)].note(place)
        }
    }

    private enum Named {
        case subject(SubjectID)
        case place(String)
        case unreadable(UnreadableReason)
    }

    private func subject(_ code: UnsafeRawBufferPointer) -> Named {
        guard code.count == 24, let (high, low) = Hex96.read(code) else { return slow(code) }
        if let known = tags.find(high, low) { return .subject(known) }
        let named = slow(code)
        if case .subject(let subject) = named { tags.insert(high, low, subject) }
        return named
    }

    private func slow(_ code: UnsafeRawBufferPointer) -> Named {
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

    private func unreadable(_ text: UnsafeRawBufferPointer, _ reason: UnreadableReason, _ pass: FilePass) {
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

    /// Nil where the read has no time, or one that its clock cannot mean.
    private func time(_ text: UnsafeRawBufferPointer, _ pass: inout FilePass, _ report: UnsafeMutablePointer<ReadFileReport>?) -> Int64? {
        let text = Bytes.trimmed(text)
        guard !text.isEmpty else { return nil }
        if let time = pass.time.milliseconds(text), window.contains(time) { return time }
        report?.pointee.clockDoubts += 1
        return nil
    }

    private func visit(_ place: PlaceID, _ time: Int64?, reader: UInt16) {
        if lastVisit.place != place {
            visits[lastVisit.place] = lastVisit.visit
            lastVisit = (place, visits[place] ?? Visit())
        }
        lastVisit.visit.note(time)
        if reader != lastVisit.visit.lastReader, let person = readers.person(reader) {
            lastVisit.visit.lastReader = reader
            persons[place, default: []].insert(person)
        }
    }

    /// The zone of the line before, kept out of the dictionary.
    private var lastVisit: (place: PlaceID, visit: Visit) = (-2, Visit())

    /// After the last file.
    package func seal() {
        visits[lastVisit.place] = lastVisit.visit
        visits[-2] = nil
        lastVisit = (-2, Visit())
    }

    func worked() -> Int64 {
        var total: Int64 = 0
        for person in workers.keys { total += workers[person]?.worked(idle: setup.parameters.idleMs) ?? 0 }
        return total
    }

    // MARK: One read of an item

    private func note(
        _ item: UInt32, _ place: PlaceID, _ time: Int64?, _ signal: Int16?, isRFID: Bool, tid: UnsafeRawBufferPointer,
        condition: UnsafeRawBufferPointer, _ reader: UInt16, _ antenna: Int16, _ pass: FilePass
    ) {
        let state = items.records + Int(item)
        let round = UInt8(clamping: pass.file.round)
        state.pointee.reads &+= 1
        guard round >= state.pointee.round else { return }
        if round > state.pointee.round {
            // The latest round decides; what an earlier one saw is counted and no more.
            state.pointee.begin(round: round, file: pass.number, line: pass.line)
        }
        if !tid.isEmpty { state.pointee.note(tid: Hex96.fingerprint(tid)) }
        if let signal, signal > state.pointee.strongest { state.pointee.strongest = signal }
        if !condition.isEmpty, state.pointee.condition == 0 { note(FieldText.string(condition), of: item, state) }

        var index = state.pointee.zones
        while index != 0, zones.records[Int(index - 1)].place != place { index = zones.records[Int(index - 1)].next }
        if index == 0 {
            index = zones.append(ZoneReads(place: place, next: state.pointee.zones)) + 1
            state.pointee.zones = index
        }
        let zone = zones.records + Int(index - 1)
        zone.pointee.reads &+= 1
        zone.pointee.flags |= isRFID ? ZoneReads.rfid : ZoneReads.gun
        if let time, time > zone.pointee.latest { zone.pointee.latest = time }
        if let signal, signal > zone.pointee.strongest {
            zone.pointee.strongest = signal
            zone.pointee.reader = reader
            zone.pointee.antenna = antenna
        }
        if zone.pointee.flags & ZoneReads.consistent == 0, isConsistent(item, place, time) { zone.pointee.flags |= ZoneReads.consistent }
        if let time, let signal, signal >= setup.parameters.strongX100 {
            zone.pointee.strongReads &+= 1
            note(strong: time, zone)
        }
    }

    private func note(_ condition: String, of item: UInt32, _ state: UnsafeMutablePointer<ItemReads>) {
        let known = register.stateName(register.last(item).state)
        guard condition != known else { return }
        let number = conditions.firstIndex(of: condition) ?? conditions.count
        if number == conditions.count { conditions.append(condition) }
        state.pointee.condition = UInt8(clamping: number + 1)
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
    func isConsistent(_ item: UInt32, _ place: PlaceID, _ time: Int64?) -> Bool {
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
}

extension Int64 {
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / Swift.max(divisor, 1)
        return self % Swift.max(divisor, 1) < 0 ? quotient - 1 : quotient
    }
}

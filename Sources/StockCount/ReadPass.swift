import DutyFree
import GS1
import Wire

/// One file on its way into a tally: its lines become reads, and reads are handed over in batches. Asks nothing that the
/// one who settles them changes.
struct ReadPass: ~Copyable {
    private let handover: ReadHandover
    private let window: ClosedRange<Int64>
    private let fileReader: ReadMemo.Reader
    private let tally: Tally
    private var time: ReadTime
    private let memo: ReadMemo
    /// The last shelf label, else the file's zone.
    private var shelf: ReadMemo.Spot
    private var conditions: [UInt64: UInt8] = [:]
    /// Where the next read goes, and how many of the batch there are.
    private var read: UnsafeMutablePointer<Read>
    private var count = 0
    var line: UInt32 = 0
    // What became of lines that are no reads.
    private(set) var lines: Int64 = 0
    private(set) var control: Int64 = 0
    private(set) var rejected: Int64 = 0

    init(_ file: ReadFile, _ tally: Tally, _ handover: ReadHandover) {
        self.tally = tally
        self.handover = handover
        window = tally.window
        time = ReadTime(localOffsetMinutes: tally.setup.localOffsetMinutes)
        let memo = ReadMemo(tally, alone: handover.drain)
        fileReader = memo.reader(tally.readers.begin(file))
        if let zone = file.zone { shelf = memo.spot(zone) } else { shelf = ReadMemo.Spot(place: .none, isOutside: false) }
        self.memo = memo
        read = handover.batch.reads
    }

    /// Hands over what there is of a batch.
    mutating func handOver() {
        handover.batch.count = count
        handover.next()
        count = 0
        read = handover.batch.reads
    }

    @inline(__always) private mutating func next() {
        count &+= 1
        read += 1
        if count == ReadBatch.size { handOver() }
    }

    /// A line that is half, or has another number of columns.
    mutating func broken(_ line: UnsafeRawBufferPointer) {
        lines += 1
        unreadable(line, .brokenLine)
    }

    mutating func take(_ fields: borrowing ReadFields) {
        lines &+= 1
        let code = Bytes.trimmed(fields.code)
        read.initialize(to: Read())
        if let (high, low) = ReadPass.tag(code) {
            if let item = memo.item(high, low) {
                read.pointee.high = item.high
                read.pointee.low = item.low
            } else if high >> 56 == 0x30 || high >> 56 == 0x31 || high >> 56 == 0x36 {
                // Another scheme of GS1's, or not what it says it is.
                guard name(code, fields) else { return }
            } else {
                read.pointee.high = high
                read.pointee.low = low
                read.pointee.code = .tag
            }
        } else {
            guard name(code, fields) else { return }
        }
        let reader = fields.reader.count == 0 ? fileReader : memo.reader(Bytes.trimmed(fields.reader))
        let antenna = fields.antenna.count == 0 ? -1 : ReadMemo.antenna(fields.antenna)
        let zone = Bytes.trimmed(fields.zone)
        let spot = zone.count == 0 ? memo.spot(reader.id, antenna) ?? shelf : memo.spot(zone)
        read.pointee.place = spot.place
        var flags: UInt8 = spot.isOutside ? Read.outside : 0
        if fields.time.count != 0 {
            if let time = moment(fields.time) { read.pointee.time = time } else if !Bytes.trimmed(fields.time).isEmpty { flags |= Read.doubtful }
        }
        let signal = fields.signal.count == 0 ? .min : memo.signal(fields.signal)
        if reader.kind.map({ $0 == .rfid }) ?? (signal != .min) { flags |= Read.rfid }
        if fields.tid.count != 0 {
            let tid = Bytes.trimmed(fields.tid)
            if !tid.isEmpty { read.pointee.tid = Hex96.fingerprint(tid) }
        }
        if fields.condition.count != 0 { read.pointee.condition = condition(Bytes.trimmed(fields.condition)) }
        read.pointee.reader = reader.id
        read.pointee.antenna = antenna
        read.pointee.signal = signal
        read.pointee.flags = flags
        read.pointee.line = line
        next()
    }

    /// 24 hex digits, unless they begin with 01: that is an element string, whose letters are not alike in both cases.
    @inline(__always) private static func tag(_ code: UnsafeRawBufferPointer) -> (UInt64, UInt32)? {
        guard code.count == 24, let tag = Hex96.read(code), tag.0 >> 56 != 0x01 else { return nil }
        return tag
    }

    /// Every other form of code. False where the line is no read.
    private mutating func name(_ code: UnsafeRawBufferPointer, _ fields: borrowing ReadFields) -> Bool {
        let name: ReadName
        switch ReadCode.of(code) {
        case .item(let identity):
            if let short = identity.short {
                read.pointee.high = short.high
                read.pointee.low = short.low
                return true
            }
            name = .identity(identity)
        case .key(let key): name = .key(key)
        case .foreign(let key): name = .foreign(key)
        case .place(let place):
            label(LocationPath(place), moment(fields.time))
            return false
        case .unreadable(let reason):
            unreadable(code, reason)
            return false
        }
        put(name)
        return true
    }

    private func put(_ name: ReadName) {
        read.pointee.code = .name
        read.pointee.low = UInt32(handover.batch.names.count)
        handover.batch.names.append(name)
    }

    /// A shelf label: the zone of the lines after it, and somebody was there.
    private mutating func label(_ path: LocationPath, _ time: Int64?) {
        control += 1
        shelf = memo.spot(path)
        guard !shelf.isOutside else { return }
        read.initialize(to: Read())
        read.pointee.code = .label
        read.pointee.place = shelf.place
        read.pointee.time = time ?? .min
        read.pointee.reader = fileReader.id
        next()
    }

    private mutating func unreadable(_ text: UnsafeRawBufferPointer, _ reason: UnreadableReason) {
        rejected += 1
        let text = Bytes.trimmed(text)
        // A line of megabytes is named by its beginning.
        let subject = text.count > 1_024 ? FieldText.string(UnsafeRawBufferPointer(rebasing: text[..<256])) + "…" : FieldText.string(text)
        read.initialize(to: Read())
        put(.unreadable(subject, reason))
        next()
    }

    /// Nil where it is no time, or none that the clock of a reader of this count can mean.
    @inline(__always) private mutating func moment(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let time = time.milliseconds(Bytes.trimmed(text)), time >= window.lowerBound, time <= window.upperBound else { return nil }
        return time
    }

    private mutating func condition(_ text: UnsafeRawBufferPointer) -> UInt8 {
        guard !text.isEmpty else { return 0 }
        let key = Bytes.packed(text)
        if key != .max, let known = conditions[key] { return known }
        handover.drain()
        let found = tally.condition(FieldText.string(text))
        if key != .max { conditions[key] = found }
        return found
    }
}

internal import CPrefetch
import DutyFree
import GS1
import Wire

// A batch of reads finds its items, and each read is noted where it belongs.

extension Tally {
    /// Sums of a file's reads.
    struct Settled {
        var reads: Int64 = 0
        var outOfScope: Int64 = 0
        var clockDoubts: Int64 = 0
    }

    /// A million items do not fit into a processor's cache, and reads come in any order: each would wait for memory twice.
    /// So three reads are in hand at once, some steps apart: of the first the entry of its code is asked for, of the second
    /// the item's record, and the third is noted.
    func settle(_ batch: ReadBatch) {
        let reads = batch.reads
        let count = batch.count
        let short = register.keys.short
        let distance = 24
        var ahead = 0
        while ahead < count + 2 * distance {
            if ahead < count, reads[ahead].code == .item { short.touch(reads[ahead].high, reads[ahead].low) }
            let found = ahead - distance
            if found >= 0, found < count { find(reads + found, batch, short) }
            let noted = found - distance
            if noted >= 0 { note(reads + noted, batch) }
            ahead += 1
        }
    }

    @inline(__always) private func find(_ read: UnsafeMutablePointer<Read>, _ batch: ReadBatch, _ short: SubjectTable) {
        switch read.pointee.code {
        case .item:
            if let known = short.find(read.pointee.high, read.pointee.low) {
                read.pointee.subject = known
                prefetch(items.records + Int(known.number))
            } else {
                read.pointee.subject = other(ShortIdentity(high: read.pointee.high, low: read.pointee.low))
            }
        case .tag: read.pointee.subject = other(tag: read.pointee.high, read.pointee.low)
        case .name: read.pointee.subject = named(batch.names[Int(read.pointee.low)])
        case .label: break
        }
    }

    // MARK: Whose code

    private func named(_ name: ReadName) -> SubjectID {
        switch name {
        case .identity(let identity):
            if let item = register.keys.find(identity) { return .item(item) }
            let key = identity.key
            return carton(key) ?? other(.text(key), key, gtin: identity.isCarton ? nil : identity.number)
        case .key(let key):
            if let item = register.keys.find(key) { return .item(item) }
            return carton(key) ?? other(.text(key), key, gtin: nil)
        case .foreign(let key):
            // The one name of a tag, however it was written.
            if key.utf8.count == 28, key.hasPrefix("epc:"), let (high, low) = key.dropFirst(4).withBytes(Hex96.read) { return other(tag: high, low) }
            return other(.text(key), key, gtin: nil)
        case .unreadable(let text, let reason):
            let subject = other(.text(text), "\u{0}" + text, gtin: nil)
            others[Int(subject.number)].kind = .unreadable
            if others[Int(subject.number)].reason == nil { others[Int(subject.number)].reason = reason }
            return subject
        }
    }

    private func carton(_ key: String) -> SubjectID? { register.carton(key).map { .carton($0) } }

    private func other(_ identity: ShortIdentity) -> SubjectID {
        if let known = otherItems.find(identity.high, identity.low) { return known }
        let subject = newOther(.item(identity), gtin: identity.gtin)
        otherItems.insert(identity.high, identity.low, subject)
        return subject
    }

    private func other(tag high: UInt64, _ low: UInt32) -> SubjectID {
        if let known = otherTags.find(high, low) { return known }
        let subject = newOther(.tag(high, low), gtin: nil)
        otherTags.insert(high, low, subject)
        return subject
    }

    private func other(_ name: OtherReads.Name, _ text: String, gtin: UInt64?) -> SubjectID {
        if let known = othersByText[text] { return .other(known) }
        let subject = newOther(name, gtin: gtin)
        othersByText[text] = subject.number
        return subject
    }

    private func newOther(_ name: OtherReads.Name, gtin: UInt64?) -> SubjectID {
        let isOurs = gtin.map { register.gtins.contains($0) } ?? false
        others.append(OtherReads(name, kind: isOurs ? .unknown : .foreign))
        return .other(UInt32(others.count - 1))
    }

    // MARK: One read

    @inline(__always) private func note(_ read: UnsafeMutablePointer<Read>, _ batch: ReadBatch) {
        if read.pointee.code == .label {
            presence.noteLabel(read.pointee.place, read.pointee.time, reader: read.pointee.reader, readers)
            return
        }
        let subject = read.pointee.subject
        if !subject.isItem, subject.kind == 2, others[Int(subject.number)].kind == .unreadable {
            others[Int(subject.number)].reads += 1
            return
        }
        if read.pointee.flags & Read.outside != 0 {
            settled.outOfScope += 1
            return
        }
        settled.reads += 1
        if read.pointee.flags & Read.doubtful != 0 { settled.clockDoubts += 1 }
        presence.note(read.pointee.place, read.pointee.time, reader: read.pointee.reader, readers)
        switch subject.kind {
        case 0: note(read, of: subject.number, batch.file, batch.round)
        case 1:
            let number = Int(subject.number)
            if cartons[number].reads == 0 { cartons[number].place = read.pointee.place }
            cartons[number].reads += 1
        default: others[Int(subject.number)].note(read.pointee.place)
        }
    }

    @inline(__always) private func note(_ read: UnsafeMutablePointer<Read>, of item: UInt32, _ file: UInt16, _ round: UInt8) {
        let state = items.records + Int(item)
        state.pointee.reads &+= 1
        if round != state.pointee.round {
            // The latest round decides; what an earlier one saw is counted and no more.
            guard round > state.pointee.round else { return }
            state.pointee.begin(round: round, file: file, line: read.pointee.line)
        }
        if read.pointee.tid != 0 { state.pointee.note(tid: read.pointee.tid) }
        let signal = read.pointee.signal
        if signal > state.pointee.strongest { state.pointee.strongest = signal }
        if read.pointee.condition != 0, state.pointee.condition == 0,
            conditions[Int(read.pointee.condition) - 1] != register.stateName(register.last(item).state)
        {
            state.pointee.condition = read.pointee.condition
        }
        let place = read.pointee.place
        // The record begins with its first zone.
        var zone = UnsafeMutableRawPointer(state).assumingMemoryBound(to: ZoneReads.self)
        if zone.pointee.reads == 0 {
            zone.pointee.place = place
            presence.noteDistinct(place)
        } else if zone.pointee.place != place {
            zone = self.zone(place, after: zone)
        }
        zone.pointee.reads &+= 1
        let isRFID = read.pointee.flags & Read.rfid != 0
        zone.pointee.flags |= isRFID ? ZoneReads.rfid : ZoneReads.gun
        let time = read.pointee.time
        if time > zone.pointee.latest { zone.pointee.latest = time }
        if signal > zone.pointee.strongest {
            zone.pointee.strongest = signal
            zone.pointee.reader = read.pointee.reader
            zone.pointee.antenna = read.pointee.antenna
        }
        if zone.pointee.flags & ZoneReads.consistent == 0 {
            let home = state.pointee.home
            let isConsistent = home != .none ? register.places.agree(place, home) : isConsistent(item, place, time == .min ? nil : time)
            if isConsistent { zone.pointee.flags |= ZoneReads.consistent }
        }
        if time != .min, signal >= setup.parameters.strongX100, signal != .min {
            zone.pointee.strongReads &+= 1
            strong.note(item, place, round, time)
        }
    }

    /// An item's second zone, and those after it.
    private func zone(_ place: PlaceID, after first: UnsafeMutablePointer<ZoneReads>) -> UnsafeMutablePointer<ZoneReads> {
        var index = first.pointee.next
        while index != 0 {
            let zone = zones.records + Int(index - 1)
            if zone.pointee.place == place { return zone }
            index = zone.pointee.next
        }
        let number = zones.append(ZoneReads(place: place, next: first.pointee.next))
        first.pointee.next = number + 1
        presence.noteDistinct(place)
        return zones.records + Int(number)
    }

    /// Whether at some moment near the read the ledger has the item held at a place that agrees.
    private func isConsistent(_ item: UInt32, _ place: PlaceID, _ time: Int64?) -> Bool {
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

extension Substring {
    fileprivate func withBytes<T>(_ body: (UnsafeRawBufferPointer) -> T?) -> T? { Array(utf8).withUnsafeBytes(body) }
}

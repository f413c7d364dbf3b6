import DutyFree
import GS1
import Wire

// A batch of reads finds its items, and each read is noted where it belongs.

extension Tally {
    /// A million items do not fit into a processor's cache, and reads come in any order: each would wait three times for
    /// memory. So a batch first touches all that it will need, and the waits overlap.
    func settle(_ report: inout ReadFileReport) {
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
}

extension Int64 {
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / Swift.max(divisor, 1)
        return self % Swift.max(divisor, 1) < 0 ? quotient - 1 : quotient
    }
}

import DutyFree
import GS1
package import Wire

/// The answer of a count: every subject in exactly one class, and the sums.
package struct CountResult {
    package let tally: Tally
    let classifier: Classifier
    /// Class by item; `noClass` for what was neither expected nor read.
    let classes: [UInt8]
    private static let noClass: UInt8 = 255

    package private(set) var counts: [Int] = Array(repeating: 0, count: CountClass.allCases.count)
    /// Unit prices of the ledger's items, by class.
    package private(set) var valueFen: [Int64] = Array(repeating: 0, count: CountClass.allCases.count)
    /// Duty of the ledger's items, by class, as far as products name it.
    package private(set) var dutyFen: [Int64] = Array(repeating: 0, count: CountClass.allCases.count)
    /// Unit price of the dearest item that is missing.
    package private(set) var dearestMissingFen: Int64 = 0
    /// Items of the ledger that were read.
    package private(set) var distinctItemsRead = 0
    /// Held in the scope at the snapshot.
    package private(set) var expected = 0
    /// Of those, in a class that is in order or seen in another state or place.
    package private(set) var accountedFor = 0
    package private(set) var zones: [ZoneResult] = []
    /// Held in the scope after all movements.
    package private(set) var heldAtEnd = 0
    /// Milliseconds at work, all persons together.
    package let personMs: Int64
    /// Of the last recount, where there was one.
    package var accuracy: CountAccuracy?

    package struct ZoneResult: Hashable, Sendable {
        package var location: String
        package var expected = 0
        package var missing = 0
        package var notCounted = 0
        package var firstRead: Timestamp?
        package var lastRead: Timestamp?
        package var reads: Int64 = 0
        package var counters: [String] = []

        package var accounted: Int { expected - missing - notCounted }
        /// Fewer than a fifth of what is expected was accounted for: to be counted again, not to be written off.
        package var isBarelyRead: Bool { expected > 0 && accounted * 5 < expected && missing > 0 }
    }

    /// Derives the result from what was read. `progress` is told the items done, and may throw to stop.
    package init(_ tally: Tally, progress: (Int) throws -> Void = { _ in }) rethrows {
        self.tally = tally
        classifier = Classifier(tally)
        personMs = tally.worked()
        let register = tally.register
        var classes = [UInt8](repeating: CountResult.noClass, count: register.count)
        var expectedAt: [Expected] = Array(repeating: Expected(), count: register.places.names.count)
        for item in 0..<UInt32(register.count) {
            if item & 0xFFFF == 0 { try progress(Int(item)) }
            if register.isAside(item) { continue }
            let place = register.place[Int(item)]
            let isExpected = register.isHeldInScope(place, register.state[Int(item)])
            if isExpected {
                expected += 1
                expectedAt[Int(place)].expected += 1
            }
            if tally.items.records[Int(item)].home != .none {
                heldAtEnd += 1
            } else {
                let last = register.last(item)
                if register.isHeldInScope(last.place, last.state) { heldAtEnd += 1 }
            }
            if tally.items.records[Int(item)].reads > 0 { distinctItemsRead += 1 }
            guard let found = classifier.classify(item) else { continue }
            classes[Int(item)] = UInt8(found.index)
            counts[found.index] += 1
            valueFen[found.index] += register.priceFen[Int(item)]
            dutyFen[found.index] += register.dutyFen[Int(item)]
            if found == .missing { dearestMissingFen = max(dearestMissingFen, register.priceFen[Int(item)]) }
            guard isExpected else { continue }
            switch found {
            case .missing: expectedAt[Int(place)].missing += 1
            case .notCounted: expectedAt[Int(place)].notCounted += 1
            default: accountedFor += 1
            }
        }
        // What was read outside of the scope alone has no reads here.
        for other in tally.others where other.reads > 0 { counts[other.kind.index] += 1 }
        self.classes = classes
        zones = CountResult.zones(tally, expectedAt)
    }

    /// At one place of the book.
    private struct Expected {
        var expected = 0
        var missing = 0
        var notCounted = 0
    }

    private static func zones(_ tally: Tally, _ expectedAt: [Expected]) -> [ZoneResult] {
        var places = tally.register.places
        let ids = tally.setup.zones.map { places.id($0.location) }
        return zip(tally.setup.zones, ids).map { zone, id in
            var result = ZoneResult(location: zone.location.text)
            for (place, sums) in expectedAt.enumerated() where sums.expected > 0 && places.lies(PlaceID(place), in: id) {
                result.expected += sums.expected
                result.missing += sums.missing
                result.notCounted += sums.notCounted
            }
            var persons: Set<String> = []
            for (place, visit) in tally.presence.visited where place != .none && places.lies(place, in: id) {
                result.reads += visit.reads
                persons.formUnion(tally.persons(place))
                guard visit.first <= visit.last else { continue }
                result.firstRead = min(result.firstRead ?? Timestamp(millisecondsSince1970: visit.first), Timestamp(millisecondsSince1970: visit.first))
                result.lastRead = max(result.lastRead ?? Timestamp(millisecondsSince1970: visit.last), Timestamp(millisecondsSince1970: visit.last))
            }
            result.counters = persons.sorted()
            return result
        }
    }

    package var files: [ReadFileReport] { tally.files }

    package func count(_ kind: CountClass) -> Int { counts[kind.index] }

    /// Distinct items a person-minute, times 100; nil without times.
    package var itemsPerPersonMinuteX100: Int64? { personMs > 0 ? Int64(distinctItemsRead) * 6_000_000 / personMs : nil }

    /// Against the hand tally, times 100.
    package var factorX100: Int64? {
        guard let rate = itemsPerPersonMinuteX100, let baseline = tally.setup.baselineRateX100, baseline > 0 else { return nil }
        return rate * 100 / baseline
    }

    /// Accounted for a person-minute from `open` to `reconcile`, everything included, times 100.
    package var wholeJobX100: Int64? {
        let elapsed = tally.setup.closed.millisecondsSince1970 - tally.setup.opened.millisecondsSince1970
        guard tally.setup.persons > 0, elapsed > 0 else { return nil }
        return Int64(accountedFor) * 6_000_000 / (elapsed * Int64(tally.setup.persons))
    }

    package var wholeJobFactorX100: Int64? {
        guard let rate = wholeJobX100, let baseline = tally.setup.baselineRateX100, baseline > 0 else { return nil }
        return rate * 100 / baseline
    }

    // MARK: Rows

    /// Every subject of a class, by the bytes of its name.
    package func forEach(_ kind: CountClass, _ body: (CountRow) throws -> Void) rethrows {
        let register = tally.register
        let wanted = UInt8(kind.index)
        // `/00/…` before `/01/…` before all others; within those, numbers order as their texts do.
        var identified: [(identity: ReadIdentity, item: UInt32)] = []
        var named: [(subject: String, id: SubjectID)] = []
        identified.reserveCapacity(counts[kind.index])
        for item in 0..<UInt32(register.count) where classes[Int(item)] == wanted {
            if let identity = register.keys.identity(item), !identity.isCarton {
                identified.append((identity, item))
            } else {
                named.append((register.key(item), .item(item)))
            }
        }
        for (number, other) in tally.others.enumerated() where other.kind == kind && other.reads > 0 { named.append((other.subject, .other(UInt32(number)))) }
        identified.sort { $0.identity < $1.identity }
        named.sort { $0.subject.utf8.lexicographicallyPrecedes($1.subject.utf8) }
        var next = 0
        for (identity, item) in identified {
            let key = identity.key
            while next < named.count, named[next].subject.utf8.lexicographicallyPrecedes(key.utf8) {
                try body(row(named[next].subject, named[next].id, kind))
                next += 1
            }
            try body(row(key, .item(item), kind))
        }
        for rest in named[next...] { try body(row(rest.subject, rest.id, kind)) }
    }

    private func row(_ subject: String, _ id: SubjectID, _ kind: CountClass) -> CountRow {
        id.kind == 0 ? itemRow(subject, id.number, kind) : otherRow(tally.others[Int(id.number)], kind)
    }

    private func otherRow(_ other: OtherReads, _ kind: CountClass) -> CountRow {
        CountRow(
            kind: kind, subject: other.subject, item: false, expectedLocation: "", expectedState: "", ledgerLocation: "", ledgerState: "",
            seenLocations: other.places.map { tally.register.places.name($0) }.sortedByBytes(), reads: other.reads,
            note: other.reason?.rawValue ?? "", priceFen: 0, evidence: nil)
    }

    private func itemRow(_ subject: String, _ item: UInt32, _ kind: CountClass) -> CountRow {
        let register = tally.register
        let places = register.places
        let reads = tally.items.records[Int(item)]
        let last = register.last(item)
        var row = CountRow(
            kind: kind, subject: subject, item: true, expectedLocation: places.name(register.place[Int(item)]),
            expectedState: register.stateName(register.state[Int(item)]), ledgerLocation: places.name(last.place),
            ledgerState: register.stateName(last.state), seenLocations: [], reads: Int64(reads.reads), note: "",
            priceFen: register.priceFen[Int(item)], evidence: nil)
        guard reads.reads > 0 else {
            if kind == .inCarton || kind == .misplaced, let holder = classifier.holderRead(item) {
                row.note = register.cartons[Int(holder.carton)]
                row.seenLocations = [places.name(holder.place)].filter { !$0.isEmpty }
            }
            return row
        }
        let zones = classifier.zones(item)
        let kept = kind == .clone ? zones : classifier.kept(item)
        // A clone is in several places; anything else is in one, however many antennas heard it.
        let seen = kind == .clone ? zones : classifier.strongest(kept).map { [$0] } ?? []
        row.seenLocations = seen.map { places.name($0.place) }.filter { !$0.isEmpty }.sortedByBytes()
        var notes: [String] = []
        if kind == .clone, let reason = classifier.clone(item) { notes.append(reason) }
        if kind == .wrongState { notes.append("seen:" + tally.conditions[Int(reads.condition) - 1]) }
        if kind != .clone, zones.count > kept.count {
            let walls = zones.filter { classifier.isThroughAWall($0, item) }.map { places.name($0.place) }.sortedByBytes()
            notes.append("also-seen:" + walls.joined(separator: "|"))
        }
        row.note = notes.joined(separator: ";")
        row.evidence = evidence(reads, zones)
        return row
    }

    private func evidence(_ reads: ItemReads, _ zones: [ZoneReads]) -> CountEvidence {
        CountEvidence(
            file: Int(reads.file), line: Int(reads.line),
            zones: zones.map { zone in
                CountEvidence.Zone(
                    location: tally.register.places.name(zone.place), reads: Int(zone.reads),
                    last: zone.latest == .min ? nil : Timestamp(millisecondsSince1970: zone.latest),
                    strongestX100: zone.strongest == .min ? nil : Int(zone.strongest), reader: tally.readerName(zone.reader),
                    antenna: zone.antenna < 0 ? nil : Int(zone.antenna))
            }.sorted { $0.location < $1.location })
    }
}

/// A subject with its class, what the book says of it and what was seen.
package struct CountRow: Hashable, Sendable {
    package var kind: CountClass
    package var subject: String
    /// Whether the ledger has such an item.
    package var item: Bool
    /// At the snapshot; empty where it was not there.
    package var expectedLocation: String
    package var expectedState: String
    /// After all movements of the window.
    package var ledgerLocation: String
    package var ledgerState: String
    package var seenLocations: [String]
    /// Of all rounds.
    package var reads: Int64
    package var note: String
    package var priceFen: Int64
    package var evidence: CountEvidence?

    package static let columns = [
        "class", "subject", "expected_location", "expected_state", "ledger_location", "ledger_state", "seen_location", "reads", "note",
    ]

    package var fields: [String] {
        [
            kind.rawValue, subject, expectedLocation, expectedState, ledgerLocation, ledgerState, seenLocations.joined(separator: "|"),
            String(reads), note,
        ]
    }
}

/// Which reads speak of an item: the first of its latest round, and what each zone had.
package struct CountEvidence: Hashable, Sendable {
    package struct Zone: Hashable, Sendable {
        package var location: String
        package var reads: Int
        package var last: Timestamp?
        /// Hundredths of dBm.
        package var strongestX100: Int?
        package var reader: String
        package var antenna: Int?
    }

    /// Index into the files of the count, and the line there.
    package var file: Int
    package var line: Int
    package var zones: [Zone]
}

extension [String] {
    fileprivate func sortedByBytes() -> [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}

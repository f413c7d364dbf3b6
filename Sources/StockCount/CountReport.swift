import DutyFree
package import Wire

/// What a result comes to as JSON: the object of `count reconcile` and `count report`, the same bytes for the same ledger
/// and the same files.
package enum CountReport {
    /// The canonical result without its rows: sums by class, zone and file. Its SHA-256 together with that of the rows is
    /// the count's result hash.
    package static func summary(_ result: CountResult, count: String, snapshot: UInt64, upTo: UInt64) -> JSONObject {
        let setup = result.tally.setup
        var classes = JSONObject()
        var values = JSONObject()
        var duties = JSONObject()
        for kind in CountClass.allCases {
            classes[kind.rawValue] = .integer(Int64(result.count(kind)))
            values[kind.rawValue] = .integer(result.valueFen[kind.index])
            duties[kind.rawValue] = .integer(result.dutyFen[kind.index])
        }
        var object: JSONObject = [
            "count": .string(count), "scope": .array(setup.scope.map { .string($0.text) }), "snapshot": .integer(Int64(clamping: snapshot)),
            "upTo": .integer(Int64(clamping: upTo)), "opened": .string(setup.opened.formatted()), "reconciled": .string(setup.closed.formatted()),
            "expected": .integer(Int64(result.expected)), "accountedFor": .integer(Int64(result.accountedFor)),
            "distinctItemsRead": .integer(Int64(result.distinctItemsRead)), "classes": .object(classes), "valueFen": .object(values),
            "dutyFen": .object(duties),
            "lines": .integer(result.files.reduce(0) { $0 + $1.lines }), "reads": .integer(result.files.reduce(0) { $0 + $1.reads }),
            "rejected": .integer(result.files.reduce(0) { $0 + $1.rejected }), "zones": .array(result.zones.map { .object(zone($0)) }),
            "files": .array(result.files.map { .object(file($0)) }), "productivity": .object(productivity(result)),
        ]
        object["accountedX10000"] = result.expected > 0 ? .integer(Int64(result.accountedFor) * 10_000 / Int64(result.expected)) : .null
        object["accuracyX10000"] = result.accuracy?.x10000.map { .integer($0) } ?? .null
        return object
    }

    private static func zone(_ zone: CountResult.ZoneResult) -> JSONObject {
        var object: JSONObject = [
            "location": .string(zone.location), "expected": .integer(Int64(zone.expected)), "accounted": .integer(Int64(zone.accounted)),
            "missing": .integer(Int64(zone.missing)), "notCounted": .integer(Int64(zone.notCounted)), "barelyRead": .bool(zone.isBarelyRead),
            "reads": .integer(zone.reads), "counters": .array(zone.counters.map { .string($0) }),
        ]
        object["firstRead"] = zone.firstRead.map { .string($0.formatted()) }
        object["lastRead"] = zone.lastRead.map { .string($0.formatted()) }
        return object
    }

    package static func file(_ file: ReadFileReport) -> JSONObject {
        var object: JSONObject = [
            "file": .string(file.name), "sha256": .string(file.sha256), "lines": .integer(file.lines), "reads": .integer(file.reads),
            "control": .integer(file.control), "rejected": .integer(file.rejected), "outOfScope": .integer(file.outOfScope),
            "clockDoubts": .integer(file.clockDoubts),
        ]
        object["duplicateOf"] = file.duplicateOf.map { .string($0) }
        return object
    }

    private static func productivity(_ result: CountResult) -> JSONObject {
        func number(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
        return [
            "personMs": .integer(result.personMs), "itemsPerPersonMinuteX100": number(result.itemsPerPersonMinuteX100),
            "baselineX100": number(result.tally.setup.baselineRateX100), "factorX100": number(result.factorX100),
            "baseline": result.tally.setup.baselineRateX100 == nil ? .null : .string(result.tally.setup.isBaselineMeasured ? "measured" : "declared"),
            "wholeJobX100": number(result.wholeJobX100), "wholeJobFactorX100": number(result.wholeJobFactorX100),
        ]
    }

    /// Every row as CSV, class by class: the other half of the result. Handed out in pieces.
    package static func rows(_ result: CountResult, differencesOnly: Bool = false, _ write: ([UInt8]) throws -> Void) rethrows {
        var csv = CSVWriter()
        csv.append(row: CountRow.columns)
        for kind in CountClass.allCases where !differencesOnly || !kind.isInOrder {
            try result.forEach(kind) { row in
                csv.append(row: row.fields)
                if csv.bytes.count > 1 << 16 {
                    try write(csv.bytes)
                    csv.bytes.removeAll(keepingCapacity: true)
                }
            }
        }
        try write(csv.bytes)
    }

    /// A row with its evidence.
    package static func row(_ row: CountRow, files: [ReadFileReport]) -> JSONObject {
        var object: JSONObject = [
            "subject": .string(row.subject), "class": .string(row.kind.rawValue), "reads": .integer(row.reads),
            "seen": .array(row.seenLocations.map { .string($0) }), "next": .string(CountNext.step(row).rawValue),
        ]
        if row.item {
            object["unitPriceFen"] = .integer(row.priceFen)
            object["ledger"] = .object(["location": .string(row.ledgerLocation), "state": .string(row.ledgerState)])
            if !row.expectedState.isEmpty {
                object["expected"] = .object(["location": .string(row.expectedLocation), "state": .string(row.expectedState)])
            }
        }
        if !row.note.isEmpty { object["note"] = .string(row.note) }
        if let evidence = row.evidence {
            object["firstRead"] = .object([
                "file": .string(evidence.file < files.count ? files[evidence.file].name : ""), "line": .integer(Int64(evidence.line)),
            ])
            object["evidence"] = .array(evidence.zones.map { .object(zone($0)) })
        }
        return object
    }

    private static func zone(_ zone: CountEvidence.Zone) -> JSONObject {
        var object: JSONObject = ["zone": .string(zone.location), "reads": .integer(Int64(zone.reads))]
        object["last"] = zone.last.map { .string($0.formatted()) }
        object["strongestX100"] = zone.strongestX100.map { .integer(Int64($0)) }
        object["reader"] = zone.reader.isEmpty ? nil : .string(zone.reader)
        object["antenna"] = zone.antenna.map { .integer(Int64($0)) }
        return object
    }
}

/// What is to be done about a subject (stock-count.md, Classes).
package enum CountNext: String, CaseIterable, Sendable {
    case nothing, open, count, recount
    case carryBack = "carry-back"
    case changeState = "change-state"
    case restore
    case findReceipt = "find-receipt"
    case tellCustoms = "tell-customs"
    case receive
    case keepAside = "keep-aside"
    case findDeclaration = "find-declaration"
    case note, relabel

    package static func step(_ row: CountRow) -> CountNext {
        switch row.kind {
        case .matched, .moved: .nothing
        case .inCarton: .open
        case .notCounted: .count
        case .missing: .recount
        case .misplaced: .carryBack
        case .wrongState: .changeState
        case .found: .restore
        case .soldPresent: .findReceipt
        case .departedPresent: .tellCustoms
        case .inTransit: .receive
        case .clone: .keepAside
        case .unknown: .findDeclaration
        case .foreign: .note
        case .unreadable: .relabel
        }
    }
}

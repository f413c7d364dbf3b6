import Wire

/// Which fields an event of each type may have (JSON schema of EPCIS 2.0.1), and the shapes of small values.
enum EventShape {
    private static let common = EventFieldSet(
        .context, .type, .eventTime, .recordTime, .eventTimeZoneOffset, .eventID, .certificationInfo, .errorDeclaration)
    private static let why = EventFieldSet(
        .bizStep, .disposition, .persistentDisposition, .readPoint, .bizLocation, .bizTransactionList, .sourceList, .destinationList,
        .sensorElementList)
    private static let object = common.union(why).union(EventFieldSet(.action, .epcList, .quantityList, .ilmd))
    private static let aggregation = common.union(why).union(EventFieldSet(.action, .parentID, .childEPCs, .childQuantityList))
    private static let transaction = common.union(why).union(EventFieldSet(.action, .parentID, .epcList, .quantityList))
    private static let transformation = common.union(why).union(
        EventFieldSet(.inputEPCList, .inputQuantityList, .outputEPCList, .outputQuantityList, .transformationID, .ilmd))

    static func fields(of kind: EPCISEvent.Kind) -> EventFieldSet {
        switch kind {
        case .object: object
        case .aggregation, .association: aggregation
        case .transaction: transaction
        case .transformation: transformation
        case .other: common
        }
    }

    /// `±hh:mm` within fourteen hours.
    static func isOffset(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count == 6, bytes[0] == 0x2B || bytes[0] == 0x2D, bytes[3] == 0x3A else { return false }
            let digits = (bytes[1] &- 0x30, bytes[2] &- 0x30, bytes[4] &- 0x30, bytes[5] &- 0x30)
            guard digits.0 <= 9, digits.1 <= 9, digits.2 <= 9, digits.3 <= 9 else { return false }
            let (hours, minutes) = (digits.0 * 10 + digits.1, digits.2 * 10 + digits.3)
            return hours < 14 && minutes < 60 || hours == 14 && minutes == 0
        }
    }

    /// The form of a UN/ECE Recommendation 20 code; the list itself is not at hand.
    static func isUnit(_ text: String) -> Bool {
        (2...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
}

/// Sensor data: nothing that moves goods, so it is checked for its shape alone and kept.
struct SensorShape {
    let context: DocumentContext

    private static let uris: Set<String> = [
        "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules", "microorganism", "chemicalSubstance",
        "coordinateReferenceSystem", "uriValue",
    ]
    private static let numbers: Set<String> = ["value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"]
    private static let times: Set<String> = ["time", "startTime", "endTime"]
    private static let terms: [String: Vocabulary] = ["type": .measurement, "exception": .alert, "component": .component]
    private static let texts: Set<String> = ["stringValue", "uom"]

    func check(_ value: JSONTree, at place: String) throws(EventFinding) {
        guard let elements = value.array else { throw EventFinding(.schema, at: place) }
        for (index, element) in elements.enumerated() {
            let inner = place + "/" + String(index)
            guard let members = element.members, let reports = element["sensorReport"]?.array, !reports.isEmpty else {
                throw EventFinding(.schema, at: inner)
            }
            for member in members where member.name != "sensorReport" && member.name != "sensorMetadata" {
                try checkExtension(member.name, at: inner)
            }
            if let metadata = element["sensorMetadata"] { try checkFields(metadata, at: inner + "/sensorMetadata", isReport: false) }
            for (index, report) in reports.enumerated() {
                let place = inner + "/sensorReport/" + String(index)
                guard report["type"] != nil else { throw EventFinding(.schema, at: place, "type") }
                try checkFields(report, at: place, isReport: true)
            }
        }
    }

    private func checkExtension(_ name: String, at place: String) throws(EventFinding) {
        guard URIText.isURI(name) else { throw EventFinding(.schema, at: place, name) }
        guard context.expand(name) != nil else { throw EventFinding(.unknownPrefix, at: place + "/" + JSONPointer.escaped(name), name) }
    }

    private func checkFields(_ value: JSONTree, at place: String, isReport: Bool) throws(EventFinding) {
        guard let members = value.members else { throw EventFinding(.schema, at: place) }
        for member in members {
            let inner = place + "/" + JSONPointer.escaped(member.name)
            let name = member.name
            if SensorShape.times.contains(name) {
                guard let text = member.value.string, (try? EventTime(text)) != nil else { throw EventFinding(.badTime, at: inner) }
            } else if SensorShape.uris.contains(name) {
                guard let text = member.value.string, URIText.isURI(text) else { throw EventFinding(.schema, at: inner) }
            } else if isReport, SensorShape.numbers.contains(name) {
                guard case .number = member.value else { throw EventFinding(.schema, at: inner) }
            } else if isReport, let vocabulary = SensorShape.terms[name] {
                guard let text = member.value.string, Term(text, vocabulary, context) != nil else { throw EventFinding(.unknownTerm, at: inner) }
            } else if isReport, name == "booleanValue" {
                guard case .bool = member.value else { throw EventFinding(.schema, at: inner) }
            } else if isReport, name == "hexBinaryValue" {
                guard let text = member.value.string, !text.isEmpty, text.utf8.allSatisfy(URIText.isHex) else { throw EventFinding(.schema, at: inner) }
            } else if isReport, SensorShape.texts.contains(name) {
                guard member.value.string != nil else { throw EventFinding(.schema, at: inner) }
            } else {
                try checkExtension(name, at: place)
            }
        }
    }
}

import Wire

/// The fields that the standard gives an event, in the order in which the event hash takes them (CBV 2.0, 8.9); behind them
/// those that it sorts among the extensions, and those that take no part in it.
enum EventField: Int, CaseIterable, Sendable {
    case eventTime, eventTimeZoneOffset, certificationInfo, epcList, parentID, inputEPCList, childEPCs, quantityList, childQuantityList
    case inputQuantityList, outputEPCList, outputQuantityList, action, transformationID, bizStep, disposition, persistentDisposition
    case readPoint, bizLocation, sensorElementList

    case bizTransactionList, sourceList, destinationList, ilmd

    case type, eventID, recordTime, errorDeclaration, context

    /// As JSON has it.
    var name: String { EventField.names[rawValue] }

    private static let names = allCases.map { $0 == .context ? "@context" : String(describing: $0) }
    static let byName = Dictionary(uniqueKeysWithValues: zip(names, allCases))
}

/// Some of the fields, a bit each.
struct EventFieldSet: OptionSet {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ fields: EventField...) { self.init(fields) }

    init(_ fields: some Sequence<EventField>) { rawValue = fields.reduce(0) { $0 | EventFieldSet.bit($1) } }

    static func bit(_ field: EventField) -> UInt32 { 1 << UInt32(field.rawValue) }

    func contains(_ field: EventField) -> Bool { rawValue >> UInt32(field.rawValue) & 1 == 1 }
}

/// The members of an event, each name looked up once: fields of the standard by their number, what is none of these aside.
struct EventMembers: Sendable {
    struct Extension: Sendable {
        /// Among the members.
        let index: Int
        /// Nil where the name has no known prefix and is no full URI.
        let name: ExpandedName?
    }

    let members: [JSONTree.Member]
    private(set) var fields = EventFieldSet()
    private(set) var extensions: [Extension] = []
    /// Of each field that is there, its place among the members; as many as a set has bits.
    private var places = InlineArray<32, Int32>(repeating: 0)

    init(_ members: [JSONTree.Member]) {
        self.members = members
        extensions.reserveCapacity(8)
    }

    /// A name that comes twice, which a parser does not let through, counts once.
    mutating func note(_ index: Int, is meaning: NameMeaning) {
        switch meaning {
        case .field(let field):
            guard !fields.contains(field) else { return }
            fields.formUnion(EventFieldSet(rawValue: EventFieldSet.bit(field)))
            places[field.rawValue] = Int32(index)
        case .extension(let name): extensions.append(Extension(index: index, name: name))
        }
    }

    /// Hands over each field that is there and among `wanted`, in the order of `EventField`.
    func each(of wanted: EventFieldSet, _ body: (EventField, JSONTree) -> Void) {
        var rest = fields.intersection(wanted).rawValue
        while rest != 0, let field = EventField(rawValue: rest.trailingZeroBitCount) {
            body(field, members[Int(places[field.rawValue])].value)
            rest &= rest - 1
        }
    }

    subscript(field: EventField) -> JSONTree? {
        fields.contains(field) ? members[Int(places[field.rawValue])].value : nil
    }
}

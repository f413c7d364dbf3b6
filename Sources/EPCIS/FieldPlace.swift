/// Where a value stands in its event. A pointer is made of it only where there is something to say: most values are right, and
/// to hand one of these on costs nothing.
struct FieldPlace {
    private var field: EventField?
    private var index: Int?
    private var inner: StaticString?
    private var innerIndex: Int?

    /// The event as a whole.
    static let event = FieldPlace()

    private init() {}

    init(_ field: EventField) { self.field = field }

    /// RFC 6901, from the event. None of the names needs an escape.
    var pointer: String {
        var pointer = ""
        if let field { pointer += "/" + field.name }
        if let index { pointer += "/" + String(index) }
        if let inner { pointer += "/" + String(describing: inner) }
        if let innerIndex { pointer += "/" + String(innerIndex) }
        return pointer
    }

    func element(_ index: Int) -> FieldPlace {
        var place = self
        if inner == nil { place.index = index } else { place.innerIndex = index }
        return place
    }

    func member(_ name: StaticString) -> FieldPlace {
        var place = self
        place.inner = name
        return place
    }
}

extension EventFinding {
    init(_ code: EventCode, at place: FieldPlace, _ detail: String = "", verdict: EventCode.Verdict? = nil) {
        self.init(code, at: place.pointer, detail, verdict: verdict)
    }
}

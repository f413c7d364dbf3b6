/// Where a value stands in its event. A pointer is made of it only where there is something to say: most values are right.
struct FieldPlace {
    /// Of what the field stands in, from the root of the document.
    private var base: String
    private var field: EventField?
    private var index: Int?
    private var inner: StaticString?

    init(_ base: String, _ field: EventField) {
        self.base = base
        self.field = field
    }

    /// RFC 6901. None of the names needs an escape.
    var pointer: String {
        base + (field.map { "/" + $0.name } ?? "") + (index.map { "/" + String($0) } ?? "") + (inner.map { "/" + String(describing: $0) } ?? "")
    }

    func element(_ index: Int) -> FieldPlace {
        var place = self.index == nil && inner == nil ? self : resolved
        place.index = index
        return place
    }

    func member(_ name: StaticString) -> FieldPlace {
        var place = inner == nil ? self : resolved
        place.inner = name
        return place
    }

    /// The same, with room for what stands in it.
    private var resolved: FieldPlace {
        var place = self
        (place.base, place.field, place.index, place.inner) = (pointer, nil, nil, nil)
        return place
    }
}

extension EventFinding {
    init(_ code: EventCode, at place: FieldPlace, _ detail: String = "", verdict: EventCode.Verdict? = nil) {
        self.init(code, at: place.pointer, detail, verdict: verdict)
    }
}

/// Where a value stands in its event. A pointer is made of it only where there is something to say: most values are right.
struct FieldPlace {
    /// Of what the field stands in, from the root of the document.
    private let base: String
    private let name: String
    private var index: Int?
    private var inner = ""

    init(_ base: String, _ name: String) {
        self.base = base
        self.name = name
    }

    /// RFC 6901. The names that are given here need no escape.
    var pointer: String {
        base + "/" + name + (index.map { "/" + String($0) } ?? "") + (inner.isEmpty ? "" : "/" + inner)
    }

    func element(_ index: Int) -> FieldPlace {
        var place = self.index == nil && inner.isEmpty ? self : FieldPlace(base + "/" + name + (self.index.map { "/" + String($0) } ?? ""), inner)
        place.index = index
        return place
    }

    func member(_ name: String) -> FieldPlace {
        guard inner.isEmpty else { return FieldPlace(pointer, name) }
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

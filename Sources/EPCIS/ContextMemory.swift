import Synchronization

/// What a name with a prefix stands for in one context: worked out once for a document, because its events use the same few.
struct ExpandedName: Hashable, Sendable {
    let namespace: String
    let local: String
    /// `{namespace}local`, as the event hash spells it.
    let braced: String
    let isURI: Bool
    /// Whether it is a term of ours that the mapping understands.
    let isOurs: Bool

    init(_ name: String, namespace: String, local: String) {
        self.namespace = namespace
        self.local = local
        braced = "{" + namespace + "}" + local
        isURI = URIText.isURI(name)
        isOurs = namespace == LedgerTerms.namespace && LedgerTerms.isTerm(local)
    }
}

/// Answers of a pure function, kept: never more than `countMax`, so that no input makes it grow.
final class Memory<Value: Sendable>: Sendable {
    private let values = Mutex<[String: Value]>([:])
    private let countMax = 1_024

    subscript(text: String) -> Value? { values.withLock { $0[text] } }

    func keep(_ value: Value, for text: String) {
        values.withLock { values in
            if values.count < countMax { values[text] = value }
        }
    }
}

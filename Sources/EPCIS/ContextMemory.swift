import Glibc

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
final class Memory<Value: Sendable>: @unchecked Sendable {
    // Unchecked because the compiler does not see that `lock` guards `values`.
    private var values: [String: Value] = [:]
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let countMax = 1_024

    init() {
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    subscript(text: String) -> Value? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return values[text]
    }

    func keep(_ value: Value, for text: String) {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if values.count < countMax { values[text] = value }
    }
}

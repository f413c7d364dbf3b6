import Synchronization
import Wire

/// What a name with a prefix stands for in one context: worked out once for a document, because its events use the same few.
final class ExpandedName: Sendable {
    let namespace: String
    let local: String
    /// `{namespace}local`, as the event hash spells it.
    let braced: String
    let isURI: Bool
    /// Whether it is of our namespace, and whether it is a term there that the mapping understands.
    let isOfOurNamespace: Bool
    let isOurs: Bool
    /// What people remark, in the words of RDF Schema.
    let isComment: Bool

    init(_ name: String, namespace: String, local: String) {
        self.namespace = namespace
        self.local = local
        braced = "{" + namespace + "}" + local
        isURI = URIText.isURI(name)
        isOfOurNamespace = namespace == LedgerTerms.namespace
        isOurs = isOfOurNamespace && LedgerTerms.isTerm(local)
        isComment = name == "rdfs:comment"
    }
}

/// What the name of an event's member is.
enum NameMeaning: Sendable {
    case field(EventField)
    case `extension`(ExpandedName?)
}

/// Answers of a pure function, kept: never more than `countMax`, and only for texts as short as names are, so that no input makes it grow.
final class Memory<Value: Sendable>: Sendable {
    private let values = Mutex<[String: Value]>([:])
    private let countMax = 1_024
    private let bytesMax = 256

    subscript(text: String) -> Value? { values.withLock { $0[text] } }

    func keep(_ value: Value, for text: String) {
        values.withLock { values in
            if values.count < countMax, text.utf8.count <= bytesMax { values[text] = value }
        }
    }
}

/// The names of members as they stood in the event before: events of one sender have the same in the same order, and to
/// compare two texts costs a tenth of looking one up.
final class MemberOrder: Sendable {
    private let row = Mutex<[(name: String, meaning: NameMeaning)]>([])
    private let countMax = 64

    func members(_ members: [JSONTree.Member], meaning: (String) -> NameMeaning) -> EventMembers {
        row.withLock { row in
            var result = EventMembers(members)
            for index in members.indices {
                // Texts can be equal and differ in their bytes, but not with as many of them: what is kept here is ASCII.
                if index < row.count, row[index].name.utf8.count == members[index].name.utf8.count, row[index].name == members[index].name {
                    result.note(index, is: row[index].meaning)
                    continue
                }
                let name = members[index].name
                let found = meaning(name)
                result.note(index, is: found)
                guard name.utf8.allSatisfy({ $0 < 0x80 }) else { continue }
                if index < row.count { row[index] = (name, found) } else if index == row.count, index < countMax { row.append((name, found)) }
            }
            return result
        }
    }
}

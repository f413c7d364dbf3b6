package import DutyFree
import Wire

// From entries back to what the rules speak of.

extension Entry {
    /// The entry as the rules see it: a movement of this entry's item. Nil where it is no movement.
    package var recorded: RecordedMovement? {
        guard kind == .movement, let movement = movement(items: link.map { [$0.item] } ?? []) else { return nil }
        return RecordedMovement(
            seq: seq, recorded: at, movement: movement, via: link?.via, state: link?.state, policy: policy)
    }

    /// The movement that was submitted, of these items; nil where the entry is none, or of a type we do not know.
    package func movement(items: [ItemKey]) -> Movement? {
        guard let name = self.type, let type = MovementType(rawValue: name), let by, let occurred else { return nil }
        return Movement(
            type: type, by: by, occurred: occurred, items: items, from: nil, to: type.isAboutAnEntry ? nil : link?.to,
            documents: documents, person: person, event: event, reference: reference, data: data)
    }
}

extension MovementType {
    /// `correct` and `void` speak of an entry, not of a place: their entry's `to` is where that leaves the item.
    package var isAboutAnEntry: Bool { self == .correct || self == .void }
}

import Wire

extension JSONTree {
    /// The value of the member `name` where nothing else stands in the object.
    func sole(_ name: String) -> JSONTree? {
        guard case .object(let members) = self, members.count == 1, members[0].name == name else { return nil }
        return members[0].value
    }
}

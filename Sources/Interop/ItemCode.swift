package import DutyFree
import GS1

/// Brings whatever a person, a gun or a file gives to an item's key, once, at the edge.
package enum ItemCode {
    /// Throws a `bad-code` refusal that says what is wrong with it.
    package static func key(_ text: String) throws(Refusal) -> ItemKey {
        // Keys are what our own files hold: no need to ask what kind of code it is.
        if text.hasPrefix("/01/") || text.hasPrefix("/00/") || text.hasPrefix("/trace/") { return try ItemKey(text) }
        var copy = text
        if let identity = copy.withUTF8({ ReadParser.parseRead(UnsafeRawBufferPointer($0)) }) { return ItemKey(trusted: identity.key) }
        let code: ScannedCode
        do throws(CodeFault) { code = try ScannedCode.parseItem(text) } catch {
            throw Refusal(.badCode, facts: ["code": String(text.prefix(80))], fault: error)
        }
        return try ItemKey(code.key)
    }
}

import Cryptography
package import Wire

/// The event hash of CBV 2.0 (clause 8.9): one string over an event, and its SHA-256 as an `ni:` URI. It identifies an
/// event and proves nothing: it has no separators, so different events can share one.
///
/// The order and the spelling are those of the published vectors, which is what partners compute.
package enum EventHash {
    /// `ni:///sha-256;{hex}?ver=CBV2.0`
    package static func id(of event: JSONTree, _ context: DocumentContext) -> String {
        // None of ours is too long.
        prefix + (digest(of: context.members(of: event), context) ?? .zero).hex + suffix
    }

    /// Nil where the string to hash is too long to be made.
    static func digest(of event: EventMembers, _ context: DocumentContext) -> Digest32? {
        var writer = PreHash(context)
        writer.write(event)
        return writer.isTooLong ? nil : SHA256.hash(writer.bytes)
    }

    package static let prefix = "ni:///sha-256;"
    package static let suffix = "?ver=CBV2.0"

    /// The digest in an id of this kind; nil for any other id.
    package static func hex(inID id: String) -> String? {
        guard id.hasPrefix(prefix), id.hasSuffix(suffix), id.utf8.count == prefix.utf8.count + 64 + suffix.utf8.count else { return nil }
        return String(id.dropFirst(prefix.count).dropLast(suffix.count))
    }

    /// The string that is hashed.
    package static func preHash(of event: JSONTree, _ context: DocumentContext) -> String {
        guard event.members != nil else { return "" }
        var writer = PreHash(context)
        writer.write(context.members(of: event))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

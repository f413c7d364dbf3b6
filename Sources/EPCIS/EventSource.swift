package import Wire

/// Events from whatever form they are written in.
package protocol EventSource: AnyObject {
    /// The next event, fault or note; nil at the end. Throws only where the input cannot be read.
    func next() throws(InputError) -> EventReading?
    /// For progress.
    var bytesRead: Int { get }
}

extension EventReader: EventSource {}

package enum EventSources {
    /// By the first byte that is no blank and no byte order mark: `<` begins XML, which may be in another encoding than UTF-8.
    package static func open(_ source: ByteSource, limits: EventLimits = EventLimits()) throws(InputError) -> any EventSource {
        if let encoding = xmlEncoding(of: try source.front { $0.count >= 4 && ($0[0] != 0x3C || $0.contains(0x3E)) }) {
            return XMLEventReader(try ByteSource.utf8(source, as: encoding).source, limits: limits)
        }
        let first = try source.peek { byte in ![0x20, 0x0A, 0x0D, 0x09, 0xEF, 0xBB, 0xBF].contains(byte) }
        return first == 0x3C ? XMLEventReader(source, limits: limits) : EventReader(source, limits: limits)
    }

    /// Of XML that is no UTF-8: told from its mark or its first `<`, else from what its declaration says (XML 1.0, appendix F).
    private static func xmlEncoding(of front: [UInt8]) -> TextEncoding? {
        if front.starts(with: [0xFF, 0xFE, 0x3C, 0]) || front.starts(with: [0x3C, 0]) { return .utf16LittleEndian }
        if front.starts(with: [0xFE, 0xFF, 0, 0x3C]) || front.starts(with: [0, 0x3C]) { return .utf16BigEndian }
        guard front.starts(with: Array("<?xml".utf8)) else { return nil }
        let declaration = String(decoding: front.prefix { $0 != 0x3E }, as: UTF8.self).lowercased()
        guard let said = declaration.firstMatch(of: /encoding\s*=\s*["']([a-z0-9._-]+)["']/)?.1 else { return nil }
        let encoding = said == "gb2312" ? .gb18030 : TextEncoding.named[String(said)]
        // What says UTF-16 and begins so is none.
        return encoding == .gb18030 || encoding == .windows1252 ? encoding : nil
    }
}

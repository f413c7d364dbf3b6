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
    /// By the first byte that is no blank and no byte order mark: `<` begins XML.
    package static func open(_ source: ByteSource, limits: EventLimits = EventLimits()) throws(InputError) -> any EventSource {
        let first = try source.peek { byte in ![0x20, 0x0A, 0x0D, 0x09, 0xEF, 0xBB, 0xBF].contains(byte) }
        return first == 0x3C ? XMLEventReader(source, limits: limits) : EventReader(source, limits: limits)
    }
}

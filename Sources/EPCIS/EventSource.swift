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
    /// By the first byte that is no blank: `<` begins XML.
    package static func open(_ source: ByteSource, limits: EventLimits = EventLimits()) throws(InputError) -> any EventSource {
        EventReader(source, limits: limits)
    }
}

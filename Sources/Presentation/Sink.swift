/// Where text goes: a file descriptor in the program, an array in a test. The only effect this room has.
package struct Sink: Sendable {
    private let put: @Sendable (String) throws(SinkFault) -> Void

    package init(_ put: @escaping @Sendable (String) throws(SinkFault) -> Void) { self.put = put }

    /// All of `text` or a fault. Blocks as long as the reader does.
    package func write(_ text: String) throws(SinkFault) { try put(text) }

    /// For what nobody must wait on or fail over: progress, bells, warnings. A fault is dropped.
    package func tryWrite(_ text: String) {
        do throws(SinkFault) { try put(text) } catch { return }
    }
}

package enum SinkFault: Error, Hashable, Sendable {
    /// The reader has gone (EPIPE): the command ends quietly.
    case closed
    /// Anything else, disk full above all: exit 4.
    case failed(errno: Int32)
}

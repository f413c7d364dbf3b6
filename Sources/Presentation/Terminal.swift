// The one file of this room that asks the system: what the three streams are, and how bytes leave through one.
internal import Glibc

/// What is at the other end of the three standard streams.
package struct Terminal: Hashable, Sendable {
    package let inputIsTerminal: Bool
    package let outputIsTerminal: Bool
    package let errorsAreTerminal: Bool
    /// Columns and rows of the terminal that shows the answer, else of the one that shows the errors; nil without one.
    package let columns: Int?
    package let rows: Int?

    package init(
        inputIsTerminal: Bool, outputIsTerminal: Bool, errorsAreTerminal: Bool, columns: Int? = nil, rows: Int? = nil
    ) {
        self.inputIsTerminal = inputIsTerminal
        self.outputIsTerminal = outputIsTerminal
        self.errorsAreTerminal = errorsAreTerminal
        self.columns = columns
        self.rows = rows
    }

    /// Questions are asked only where they can be read and answered.
    package var canAsk: Bool { inputIsTerminal && errorsAreTerminal }

    /// The width a table on stdout has to fit; nil, no limit, where stdout is a file or a pipe.
    package var tableWidth: Int? { outputIsTerminal ? columns ?? 80 : nil }

    /// The streams of this process now. A terminal that does not tell its size (a serial line) has `COLUMNS` or none.
    package static func ofProcess(_ environment: Environment) -> Terminal {
        let output = isatty(STDOUT_FILENO) == 1
        let errors = isatty(STDERR_FILENO) == 1
        var size = winsize()
        var known = false
        if output || errors {
            known = ioctl(output ? STDOUT_FILENO : STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0
        }
        let columns = known && size.ws_col > 0 ? Int(size.ws_col) : environment["COLUMNS"].flatMap { Int($0) }
        return Terminal(
            inputIsTerminal: isatty(STDIN_FILENO) == 1, outputIsTerminal: output, errorsAreTerminal: errors,
            columns: columns.flatMap { $0 > 0 ? $0 : nil },
            rows: known && size.ws_row > 0 ? Int(size.ws_row) : nil)
    }
}

extension Environment {
    /// The variables named in `Environment.names`, as this process has them.
    package static func ofProcess() -> Environment {
        var values: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return Environment(values)
    }
}

extension Sink {
    /// Writes to an open file descriptor, all of it, through interruptions. The process must ignore SIGPIPE for
    /// `.closed` to be seen.
    package static func descriptor(_ number: Int32) -> Sink {
        Sink { text throws(SinkFault) in
            var text = text
            let fault: SinkFault? = text.withUTF8 { bytes in
                var sent = 0
                while sent < bytes.count {
                    let count = Glibc.write(number, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                    if count >= 0 {
                        sent += count
                    } else if errno == EPIPE {
                        return .closed
                    } else if errno != EINTR {
                        return .failed(errno: errno)
                    }
                }
                return nil
            }
            if let fault { throw fault }
        }
    }
}

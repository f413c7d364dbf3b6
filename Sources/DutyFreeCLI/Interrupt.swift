import Glibc
import Synchronization

/// Ctrl-C and SIGTERM ask for an end; long work looks here at each safe point and stops there.
enum Interrupt {
    private static let signal = Atomic<Int32>(0)

    static func listen() {
        // A reader of our output that went away is told by the write, not by a signal.
        Glibc.signal(SIGPIPE, SIG_IGN)
        // Nor does a limit on file sizes kill: the write that meets it says so, like one on a full disk.
        Glibc.signal(SIGXFSZ, SIG_IGN)
        Glibc.signal(SIGINT) { Interrupt.signal.store($0, ordering: .relaxed) }
        Glibc.signal(SIGTERM) { Interrupt.signal.store($0, ordering: .relaxed) }
        // A parent may start us with both held back, which would make us deaf.
        var asked = sigset_t()
        sigemptyset(&asked)
        sigaddset(&asked, SIGINT)
        sigaddset(&asked, SIGTERM)
        sigprocmask(SIG_UNBLOCK, &asked, nil)
    }

    struct Requested: Error {
        let signal: Int32
    }

    static var isRequested: Bool { signal.load(ordering: .relaxed) != 0 }

    /// Throws where an end was asked for.
    static func check() throws {
        let number = signal.load(ordering: .relaxed)
        if number != 0 { throw Requested(signal: number) }
    }
}

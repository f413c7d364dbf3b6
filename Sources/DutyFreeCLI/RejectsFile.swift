import Glibc
import Ledger
import Presentation
import SQLiteStore

/// Where the refused rows of an input go. Opened before the first row is recorded, so that a name that cannot be
/// written is told while nothing has happened yet; gone again where nothing was refused.
final class RejectsFile {
    private let path: String?
    private var descriptor: Int32 = 1
    private var isEmpty = true
    /// A throwing `init` ends in `deinit` too: it must not remove the file of somebody else that it met.
    private var isOpen = false

    /// `-` is standard output. Throws `.exists` where there is something in the file already; an empty one is what a
    /// run that was killed leaves behind.
    init(_ given: String) throws {
        path = given == "-" ? nil : given
        guard let path else { return }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG || status.st_size > 0 { throw StoreFault.exists(path: path) }
        descriptor = open(path, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw OutputFault(path: path, reason: errno) }
        isOpen = true
    }

    /// Durable on return: a refused row must not be lost by a kill either.
    func append(_ bytes: [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw OutputFault(path: path, reason: errno)
            }
            isEmpty = false
            start += count
        }
        if path != nil { fsync(descriptor) }
    }

    deinit {
        guard isOpen, let path else { return }
        close(descriptor)
        if isEmpty { unlink(path) }
    }
}

internal import Glibc

/// Bytes from a file, standard input or memory, read once from front to back in chunks. Not for several threads.
package final class ByteSource {
    /// As given; `-` is standard input.
    package let path: String
    /// Of a regular file when it was opened, for progress; nil of pipes and terminals.
    package let size: Int?
    /// How many bytes of the input were read, for progress.
    package var bytesRead: Int { making?.bytesRead() ?? handedOut }

    private let descriptor: Int32
    private let closesDescriptor: Bool
    private let observer: ((UnsafeRawBufferPointer) -> Void)?
    private var handedOut = 0
    private var memory: [UInt8]
    /// Bytes that were looked at and not handed out yet.
    private var peeked: [UInt8] = []
    private var memoryChunk: () -> Int
    private let making: Making?

    /// How the bytes come to be where they are made of others.
    struct Making {
        /// The next of them; none at the end.
        let next: () throws(InputError) -> [UInt8]
        let bytesRead: () -> Int
    }

    /// Opens a file, or standard input where `path` is `-`. `observer` is given every byte once and in order, as it is
    /// read (to hash an input file on the way).
    package init(path: String, observer: ((UnsafeRawBufferPointer) -> Void)? = nil) throws(InputError) {
        let isStandardInput = path == "-"
        let descriptor = isStandardInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw InputError(path: path, systemCode: errno) }
        var status = stat()
        if fstat(descriptor, &status) != 0 {
            let code = errno
            if !isStandardInput { _ = close(descriptor) }
            throw InputError(path: path, systemCode: code)
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            if !isStandardInput { _ = close(descriptor) }
            throw InputError(path: path, systemCode: EISDIR)
        }
        self.path = path
        self.size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
        self.descriptor = descriptor
        self.closesDescriptor = !isStandardInput
        self.observer = observer
        self.memory = []
        self.memoryChunk = { 0 }
        making = nil
    }

    /// Bytes that are made of another source's, which goes by the same name.
    init(of source: ByteSource, _ making: Making) {
        path = source.path
        size = source.size
        descriptor = -1
        closesDescriptor = false
        observer = nil
        memory = []
        memoryChunk = { Int.max }
        self.making = making
    }

    /// Bytes in memory, handed out in pieces of at most `chunk()` bytes (and at least one): what a pipe may do.
    package init(
        bytes: [UInt8], name: String = "memory", observer: ((UnsafeRawBufferPointer) -> Void)? = nil,
        chunk: @escaping () -> Int = { Int.max }
    ) {
        path = name
        size = bytes.count
        descriptor = -1
        closesDescriptor = false
        self.observer = observer
        memory = bytes
        memoryChunk = chunk
        making = nil
    }

    /// Whether `path` names what can be read twice: a pipe or a terminal cannot, and must not even be opened twice.
    package static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    deinit {
        if closesDescriptor { _ = close(descriptor) }
    }

    /// Reads what is there, at most `room`, and waits only where nothing is: 0 is the end. `room` is not empty. Throws
    /// `EINTR` where a signal came while it waited for standard input.
    package func read(into room: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        if !peeked.isEmpty {
            let count = min(room.count, peeked.count)
            peeked.withUnsafeBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            peeked.removeFirst(count)
            return count
        }
        if let making, handedOut == memory.count {
            memory = try making.next()
            handedOut = 0
        }
        let count = descriptor < 0 ? readMemory(into: room) : try readFile(into: room)
        if count > 0 {
            handedOut += count
            observer?(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
        return count
    }

    /// The first byte for which `wanted` holds, among the first 4 KiB; nothing is consumed. Before any reading.
    package func peek(_ wanted: (UInt8) -> Bool) throws(InputError) -> UInt8? { try front { $0.contains(where: wanted) }.first(where: wanted) }

    /// The first bytes, until there are `enough` or 4 KiB; nothing is consumed. Before any reading.
    package func front(until enough: ([UInt8]) -> Bool) throws(InputError) -> [UInt8] {
        var bytes = peeked
        peeked = []
        while bytes.count < 4_096, !enough(bytes) {
            var room = [UInt8](repeating: 0, count: 512)
            let result: Result<Int, InputError> = room.withUnsafeMutableBytes { room in
                do throws(InputError) { return .success(try read(into: room)) } catch { return .failure(error) }
            }
            let count = try result.get()
            guard count > 0 else { break }
            bytes += room[..<count]
        }
        peeked = bytes
        return bytes
    }

    private func readFile(into room: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        while true {
            if descriptor == STDIN_FILENO {
                // A person may wait here for long: a signal ends poll(2), which nothing restarts, unlike read(2).
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                if poll(&wait, 1, -1) < 0 && errno == EINTR { throw InputError(path: path, systemCode: EINTR) }
            }
            let count = Glibc.read(descriptor, room.baseAddress, room.count)
            if count >= 0 { return count }
            if errno != EINTR { throw InputError(path: path, systemCode: errno) }
        }
    }

    private func readMemory(into room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(max(memoryChunk(), 1), room.count, memory.count - handedOut)
        memory.withUnsafeBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[handedOut..<handedOut + count])) }
        return count
    }
}

extension ByteSource {
    /// The bytes of a small file, `limit` of them at most: what is behind them is not read.
    package static func contents(of path: String, upTo limit: Int) throws(InputError) -> [UInt8] {
        let source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = try source.read(into: &room, from: 0)
            guard count > 0 else { break }
            bytes += room[..<min(count, limit - bytes.count)]
        }
        return bytes
    }

    /// Reads behind the first `start` bytes of `bytes`.
    func read(into bytes: inout [UInt8], from start: Int) throws(InputError) -> Int {
        let result: Result<Int, InputError> = bytes.withUnsafeMutableBytes { room in
            do throws(InputError) { return .success(try read(into: UnsafeMutableRawBufferPointer(rebasing: room[start...]))) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

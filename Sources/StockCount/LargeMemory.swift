import Glibc

/// Memory for tables of millions, on large pages where the system has them: with pages of 4 KB most of the time of a
/// look-up went into finding the page.
enum LargeMemory {
    private static let page = 1 << 21

    static func allocate<Record>(_ type: Record.Type, capacity: Int) -> UnsafeMutablePointer<Record> {
        let bytes = capacity * MemoryLayout<Record>.stride
        var memory: UnsafeMutableRawPointer?
        let alignment = bytes < page ? max(MemoryLayout<Record>.alignment, 16) : page
        guard posix_memalign(&memory, alignment, max(bytes, 16)) == 0, let memory else { fatalError("out of memory: \(bytes) bytes") }
        // Advice only: without large pages everything is the same, slower.
        if bytes >= page { _ = madvise(memory, bytes, MADV_HUGEPAGE) }
        return memory.bindMemory(to: type, capacity: capacity)
    }

    static func free(_ memory: UnsafeMutablePointer<some Any>) { Glibc.free(memory) }
}

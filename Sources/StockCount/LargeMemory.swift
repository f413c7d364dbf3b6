import Glibc

/// Memory for tables of millions, on large pages where the system has them: with pages of 4 KB much of the time of a
/// look-up goes into finding the page.
enum LargeMemory {
    private static let page = 1 << 21

    static func allocate<Record>(_ type: Record.Type, capacity: Int) -> UnsafeMutablePointer<Record> {
        let bytes = capacity * MemoryLayout<Record>.stride
        guard bytes >= page else { return .allocate(capacity: capacity) }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: page)
        // Advice only: without large pages everything is the same, slower.
        _ = madvise(memory, bytes, MADV_HUGEPAGE)
        return memory.bindMemory(to: type, capacity: capacity)
    }

    static func free(_ memory: UnsafeMutablePointer<some Any>) { UnsafeMutableRawPointer(memory).deallocate() }
}

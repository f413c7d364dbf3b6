/// What is due when, the soonest first; of what is due at the same time, what was put in first. A binary heap.
struct DeadlineQueue<Value> {
    private struct Entry {
        var at: Int64
        var order: UInt64
        var value: Value

        func isBefore(_ other: Entry) -> Bool { at != other.at ? at < other.at : order < other.order }
    }

    private var heap: [Entry] = []
    private var order: UInt64 = 0

    mutating func push(_ value: Value, at: Int64) {
        order += 1
        heap.append(Entry(at: at, order: order, value: value))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the soonest out, if it is before that time.
    mutating func pop(before end: Int64) -> (value: Value, at: Int64)? {
        guard let first = heap.first, first.at < end else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].isBefore(heap[least]) { least = child }
            guard least != parent else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return (first.value, first.at)
    }
}

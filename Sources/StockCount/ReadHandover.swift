import Dispatch

/// Between the one who parses lines and the one who finds the items: a second thread, or the same one. Batches are settled
/// one after the other in the order of the file, so that the result is the same either way.
final class ReadHandover {
    private let settle: (ReadBatch) -> Void
    private let queue: DispatchQueue?
    private let batches: [ReadBatch]
    private let free: DispatchSemaphore
    @exclusivity(unchecked) private var at = 0
    /// The batch that is being filled.
    @exclusivity(unchecked) private(set) var batch: ReadBatch

    /// `settle` is called on the second thread while the first goes on with another batch; never twice at a time.
    init(file: UInt16, round: UInt8, onSecondThread: Bool, settle: @escaping (ReadBatch) -> Void) {
        self.settle = settle
        queue = onSecondThread ? DispatchQueue(label: "count", qos: .userInitiated) : nil
        batches = (0..<(onSecondThread ? 4 : 1)).map { _ in ReadBatch(file: file, round: round) }
        free = DispatchSemaphore(value: batches.count - 1)
        batch = batches[0]
    }

    /// Hands the batch over and begins another.
    func next() {
        guard let queue else {
            settle(batch)
            batch.clear()
            return
        }
        let work = Work(settle: settle, batch: batch, free: free)
        queue.async {
            work.settle(work.batch)
            work.batch.clear()
            work.free.signal()
        }
        free.wait()
        at = (at + 1) % batches.count
        batch = batches[at]
    }

    /// Waits until all that was handed over is settled: then, and until `next`, this thread has everything for itself.
    func drain() { queue?.sync {} }

    /// A batch has one owner at a time: the semaphore passes it on.
    private struct Work: @unchecked Sendable {
        let settle: (ReadBatch) -> Void
        let batch: ReadBatch
        let free: DispatchSemaphore
    }
}

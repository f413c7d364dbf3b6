package import Cryptography
package import DutyFree
package import Ledger
package import Supervision
package import Wire

/// What became of an input.
package struct RecordSummary: Sendable {
    package var rows = 0
    package var recorded = 0
    package var already = 0
    package var refused = 0
    /// Events of an EPCIS document that move nothing here and were kept as they came.
    package var kept = 0
    /// Rows that name an item of an earlier row, where the template takes each item once.
    package var repeated = 0
    /// Nil for UTF-8; else what it was read as.
    package var encoding: String?
    package var entries: UInt64 = 0
    package var firstSeq: SequenceNumber?
    package var lastSeq: SequenceNumber?
    package var alerts: [ReasonCode: Int] = [:]
    /// What refused rows tell: alerts that nobody has raised yet.
    package var attempts: [RiskAttempt.Made] = []
    /// The last commit, nil where nothing was written.
    package var commit: Commit?
    /// Why a document of events cannot be taken as a whole, where it cannot: it breaks off, or is none. What was read of it before is
    /// counted like the rest.
    package var broken: EventFault?
    /// The entry that says that this very file was recorded before; then nothing was read.
    package var recordedBefore: SequenceNumber?

    package init() {}
}

/// An input of movements, from a file or standard input, recorded whole or row by row.
package struct MovementInput: Sendable {
    /// `-` is standard input.
    package var path: String
    package var format: InputFormat
    package var mapping: [String: String] = [:]
    package var template: FileTemplate?
    /// Nil: told from the first bytes.
    package var encoding: TextEncoding?
    package var defaults: RowDefaults
    /// The kind under which the file itself is noted: `input`, or `declaration` with its number.
    package var documentKind = "input"
    package var documentNumber: String?

    package init(path: String, format: InputFormat, defaults: RowDefaults) {
        self.path = path
        self.format = format
        self.defaults = defaults
    }

    /// By the name's ending, else by the first byte that is no blank: `{` begins JSON.
    package static func format(ofPath path: String, given: String?) throws -> InputFormat {
        if let given {
            guard let format = InputFormat(rawValue: given) else {
                throw InputFault(.unknownFormat, facts: ["format": given])
            }
            return format
        }
        let lower = path.lowercased()
        if lower.hasSuffix(".jsonl") || lower.hasSuffix(".ndjson") || lower.hasSuffix(".json") { return .jsonl }
        if lower.hasSuffix(".csv") || lower.hasSuffix(".tsv") || lower.hasSuffix(".txt") { return .csv }
        throw InputFault(.unknownFormat, facts: ["format": path])
    }

    /// SHA-256 of a file, nil for standard input or another pipe, which cannot be read twice.
    package func fileHash() throws -> Digest32? {
        guard ByteSource.isRegularFile(path) else { return nil }
        return try FileHash.sha256(path)
    }

    /// Tables come in the encodings of this trade; JSON is UTF-8 by its standard (RFC 8259 §8.1).
    private func source() throws -> (source: ByteSource, encoding: TextEncoding) {
        do throws(InputError) {
            let source = try ByteSource(path: path)
            return try ByteSource.utf8(source, as: format == .csv ? encoding : .utf8)
        } catch { throw InputFault(error) }
    }

    func open() throws -> (rows: any RowSource, encoding: TextEncoding) {
        let (source, encoding) = try source()
        switch format {
        case .csv: return (try CSVRows(source, mapping: mapping, template: template, defaults: defaults), encoding)
        case .jsonl: return (JSONRows(source, defaults: defaults), encoding)
        }
    }

    /// The first rows as they are understood, without asking the ledger. Columns that are unknown do not stop it.
    package func preview(rows count: Int) throws -> InputPreview {
        let (source, encoding) = try source()
        var preview = InputPreview(format: format, encoding: encoding.name, rows: [])
        let rows: any RowSource
        switch format {
        case .csv:
            let table = try CSVRows(source, mapping: mapping, template: template, defaults: defaults, isLenient: true)
            (preview.separator, preview.columns, rows) = (table.separator, table.columns, table)
        case .jsonl: rows = JSONRows(source, defaults: defaults)
        }
        while preview.rows.count < count, let row = try rows.next() { preview.rows.append((row.line, row.submission)) }
        return preview
    }
}

/// What the one who runs it is told, and may decide, while an input is recorded.
package protocol RecordingObserver: AnyObject {
    /// Rows done and bytes read so far. Throws to stop at this safe point.
    func progressed(rows: Int, bytes: Int) throws
    /// A row that was not recorded; `line` is nil where the input has no lines, an EPCIS document.
    func refused(line: Int?, _ fault: RowFault)
    /// What was written is durable: rows up to here are acknowledged.
    func acknowledged(_ summary: RecordSummary)
    /// Asked now and then where rows are recorded one by one: end the commit here, so that what is done is durable?
    var wantsAcknowledgement: Bool { get }
    /// The sentence beside a refused row.
    func message(_ fault: RowFault) -> String
}

/// Records an input of movements, from a file or standard input.
package struct FileRecorder {
    let input: MovementInput
    let transactions: InputTransactions

    package init(_ input: MovementInput, store: any LedgerStore, signer: LogSigner, clock: @escaping () -> Timestamp) {
        self.input = input
        transactions = InputTransactions(store: store, signer: signer, clock: clock)
    }

    /// All rows in one commit, or none. A dry run does everything and takes it back.
    package func recordWhole(dryRun: Bool, observer: any RecordingObserver) throws -> RecordSummary {
        try transactions.whole(try MovementRows(input, observer), dryRun: dryRun, observer: observer)
    }

    /// Row by row: what the rules refuse is handed to `rejects`, in the input's own format, the rest is recorded.
    package func recordRowByRow(
        dryRun: Bool, observer: any RecordingObserver, rejects: ([UInt8]) throws -> Void
    ) throws -> RecordSummary {
        try transactions.rowByRow(try MovementRows(input, observer), dryRun: dryRun, observer: observer, rejects: rejects)
    }
}

/// The rows of an input, opened once it is known not to be recorded yet.
private final class MovementRows: RecordedRows {
    static let commitRows = 20_000
    /// Rows between two looks at the observer, and bytes: long rows that are refused are held until their commit.
    private static let progressRows = 1_000
    private static let progressBytes = 4 << 20

    private let input: MovementInput
    private let hash: Digest32?
    private let observer: any RecordingObserver
    private var source: (any RowSource)?

    init(_ input: MovementInput, _ observer: any RecordingObserver) throws {
        self.input = input
        self.observer = observer
        hash = try input.fileHash()
    }

    func isKnown(_ recorder: Recorder, _ summary: inout RecordSummary) throws -> Bool {
        guard let hash, let seq = try recorder.event(MovementContent.filePrefix + hash.hex) else { return false }
        summary.recordedBefore = seq
        return true
    }

    func rejectsHeader() -> [UInt8] {
        var header: [UInt8] = []
        source?.rejectsHeader(&header)
        return header
    }

    /// Notes the file itself.
    func seal(_ recorder: Recorder, _ summary: inout RecordSummary) throws {
        guard let hash, summary.recorded > 0 else { return }
        var data: JSONObject = [
            "number": .string(input.documentNumber ?? input.fileName), "sha256": .string(hash.hex),
            "rows": .integer(Int64(summary.rows)), "recorded": .integer(Int64(summary.recorded)),
            "already": .integer(Int64(summary.already)),
        ]
        if input.documentNumber != nil { data["file"] = .string(input.fileName) }
        _ = try recorder.record(
            document: input.documentKind, event: MovementContent.filePrefix + hash.hex, data: data, by: input.defaults.by)
    }

    private func opened(_ summary: inout RecordSummary) throws -> any RowSource {
        if let source { return source }
        let (source, encoding) = try input.open()
        summary.encoding = encoding.isUTF8 ? nil : encoding.name
        self.source = source
        return source
    }

    func record(into recorder: Recorder, _ summary: inout RecordSummary, rejects: (([UInt8]) -> Void)?) throws -> Bool {
        let source = try opened(&summary)
        let end = source.bytesRead + MovementRows.progressBytes
        for _ in 0..<MovementRows.progressRows where source.bytesRead < end {
            let next = try source.next()
            summary.repeated = source.repeated
            guard let row = next else {
                if summary.rows == 0 { throw InputFault(.emptyInput) }
                try observer.progressed(rows: summary.rows, bytes: source.bytesRead)
                return false
            }
            summary.rows += 1
            var fault: RowFault?
            switch row.submission {
            case .failure(let refused): fault = refused
            case .success(let submission):
                fault = input.contradiction(submission.movement)
                if fault != nil { break }
                switch try recorder.record(submission) {
                case .recorded(let first, let entries, let alerts): summary.note(recorded: first, entries, alerts)
                case .alreadyRecorded: summary.already += 1
                case .refused(let refusal): fault = .refusal(refusal)
                }
            }
            if let fault {
                summary.refused += 1
                observer.refused(line: row.line, fault)
                if let rejects {
                    var bytes: [UInt8] = []
                    source.reject(fault.code, observer.message(fault), to: &bytes)
                    rejects(bytes)
                }
            }
        }
        try observer.progressed(rows: summary.rows, bytes: source.bytesRead)
        return true
    }
}

extension MovementInput {
    /// A row that names another document than the one that the file is the list of.
    fileprivate func contradiction(_ movement: Movement) -> RowFault? {
        guard let number = documentNumber, let kind = DocumentKind(rawValue: documentKind), let said = movement.documents[kind], said.number != number
        else { return nil }
        let field = MovementField.document(kind).name
        return .input(InputFault(.badValue, column: field, facts: ["field": field, "value": said.number]))
    }

    /// The name without its folders: where a file lay is nobody's business later.
    fileprivate var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}

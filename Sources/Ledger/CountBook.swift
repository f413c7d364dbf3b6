import DutyFree
import GS1
package import StockCount
package import Wire

/// The book side of a count, read from a ledger: every item as it stood after `snapshot` entries, and what moved in the
/// entries from there to `upTo`. The same ledger gives the same book however much was recorded since.
package enum CountBook {
    package static func register(
        _ reader: any LedgerReader, setup: CountSetup, snapshot: UInt64, upTo: UInt64, progress: (Int) throws -> Void = { _ in }
    ) throws -> Register {
        var register = Register(setup)
        let prices = try prices(reader, size: snapshot)
        var names = BookNames()
        var done = 0
        try reader.book(begin: { register = Register(setup, expecting: $0) }) { row in
            done += 1
            if done & 0x3FFF == 0 { try progress(done) }
            guard !row.product.isEmpty else {
                if let parent = try parent(of: row, reader, snapshot), !parent.isEmpty {
                    register.put(names.carton(row.key, &register), into: register.cartonNumber(parent))
                }
                return
            }
            let product = try names.product(row.product, prices)
            if row.seq < snapshot {
                register.isOurs(product.gtin)
                register.add(
                    row.label.isEmpty ? row.key : row.label, place: names.place(row.location, &register), state: try names.state(row.state, &register),
                    priceFen: product.worth.price, dutyFen: product.worth.duty, carton: names.carton(row.parent, &register))
            } else {
                try replay(ItemKey(trusted: String(decoding: row.key, as: UTF8.self)), product, reader, snapshot, upTo, into: &register)
            }
        }
        register.seal()
        return register
    }

    /// On what a carton stood at the snapshot.
    private static func parent(of row: BookRow, _ reader: any LedgerReader, _ snapshot: UInt64) throws -> String? {
        if row.seq < snapshot { return String(decoding: row.parent, as: UTF8.self) }
        let chain = try reader.chain(of: ItemKey(trusted: String(decoding: row.key, as: UTF8.self)), size: snapshot)
        return Lifecycle.replay(chain.compactMap(\.entry.recorded))?.parent?.text
    }

    /// An item that moved since: from its chain, cut at both ends.
    private static func replay(
        _ key: ItemKey, _ product: Product, _ reader: any LedgerReader, _ snapshot: UInt64, _ upTo: UInt64, into register: inout Register
    ) throws {
        let chain = try reader.chain(of: key, size: upTo).map(\.entry)
        let before = chain.filter { $0.seq < snapshot }
        let item = Lifecycle.replay(before.compactMap(\.recorded))
        let code = item?.code ?? key
        if let item {
            register.add(
                code.text, location: item.location, state: item.state.rawValue, custody: item.state.custody, gtin: product.gtin,
                priceFen: product.worth.price, dutyFen: product.worth.duty, parent: item.parent?.text)
        }
        for entry in chain where entry.seq >= snapshot {
            guard let link = entry.link, let occurred = entry.occurred else { continue }
            register.move(
                code.text, occurred: occurred, seq: entry.seq, to: link.place, state: link.state.rawValue, custody: link.state.custody,
                gtin: product.gtin, priceFen: item == nil ? product.worth.price : nil)
        }
        // While the count went on it was relabelled: whoever came first read the one label, whoever came later the other.
        if let now = Lifecycle.replay(chain.compactMap(\.recorded)), now.code != code { register.alias(now.code.text, of: code.text) }
    }

    /// Names of a book's rows, by their bytes: neighbours are alike.
    private struct BookNames {
        private var products = ByteNames<Product>()
        private var places = ByteNames<Int32>()
        private var states = ByteNames<UInt8>()
        private var cartons = ByteNames<UInt32>()

        mutating func product(_ digits: UnsafeRawBufferPointer, _ prices: [GTIN: Worth]) throws -> Product {
            try products.value(of: digits) { text in
                guard let gtin = GTIN(digits14: text) else { throw StoreFault.damaged(path: "", reason: "an item's product is no GTIN: \(text)") }
                return Product(gtin: gtin, worth: prices[gtin] ?? Worth([:]))
            }
        }

        /// -1 for an item that is nowhere of ours.
        mutating func place(_ name: UnsafeRawBufferPointer, _ register: inout Register) -> Int32 {
            name.isEmpty ? -1 : places.value(of: name) { register.placeNumber(LocationPath($0)) }
        }

        mutating func state(_ name: UnsafeRawBufferPointer, _ register: inout Register) throws -> UInt8 {
            try states.value(of: name) { text in
                guard let state = ItemState(rawValue: text) else { throw StoreFault.damaged(path: "", reason: "an item's state is none: \(text)") }
                return register.stateNumber(text, state.custody)
            }
        }

        mutating func carton(_ key: UnsafeRawBufferPointer, _ register: inout Register) -> UInt32 {
            key.isEmpty ? 0 : cartons.value(of: key) { register.cartonNumber($0) }
        }
    }

    private struct Product {
        let gtin: GTIN
        let worth: Worth
    }

    /// A product's list price and the duty on it, in fen.
    private struct Worth {
        let price: Int64
        let duty: Int64

        init(_ data: JSONObject) {
            price = data["unitPriceFen"]?.integer ?? 0
            duty = data["taxFen"]?.integer ?? 0
        }
    }

    /// List prices as they were: today's, unless a product was changed since.
    private static func prices(_ reader: any LedgerReader, size: UInt64) throws -> [GTIN: Worth] {
        let rows = try reader.masters(.product)
        var prices: [GTIN: Worth] = [:]
        for row in rows {
            if let gtin = GTIN(digits14: row.name) { prices[gtin] = Worth(row.data) }
        }
        guard rows.contains(where: { $0.seq >= size }) else { return prices }
        var earlier: [GTIN: Worth] = [:]
        try reader.scan(0..<size) { _, body in
            guard EntryScan.contains(Array("\"kind\":\"product\"".utf8), in: Array(body)) else { return true }
            let entry = try Entry(body)
            if entry.kind == .product, let gtin = entry.masterName.flatMap({ GTIN(digits14: $0) }) { earlier[gtin] = Worth(entry.data) }
            return true
        }
        return prices.merging(earlier) { _, old in old }
    }
}

extension CountSetup {
    /// As a count was opened, up to the moment at which it is reconciled. Throws a `Refusal` where `open` says too little.
    package init(_ session: CountSession, closed: Timestamp) {
        self.init(scope: session.scope, opened: session.opened, closed: closed)
        let plan = session.plan
        if let figures = plan["parameters"]?.object {
            parameters.graceMs = figures["graceMs"]?.integer ?? parameters.graceMs
            parameters.idleMs = figures["idleMs"]?.integer ?? parameters.idleMs
            parameters.strongX100 = figures["strongX100"]?.integer.map { Int16(clamping: $0) } ?? parameters.strongX100
            parameters.crossReadX100 = figures["crossReadX100"]?.integer.map { Int16(clamping: $0) } ?? parameters.crossReadX100
            parameters.cloneMs = figures["cloneMs"]?.integer ?? parameters.cloneMs
        }
        for zone in (plan["zones"]?.array ?? []).compactMap(\.object) {
            guard let location = zone["location"]?.string else { continue }
            zones.append(CountZone(location: LocationPath(location), holdsSold: zone["role"]?.string == "hold"))
        }
        for antenna in (plan["antennas"]?.array ?? []).compactMap(\.object) {
            guard let reader = antenna["reader"]?.string, let number = antenna["antenna"]?.integer, let zone = antenna["zone"]?.string else { continue }
            antennas.append(CountAntenna(reader: reader, antenna: Int(number), zone: LocationPath(zone)))
        }
        for reader in (plan["readers"]?.array ?? []).compactMap(\.object) {
            guard let name = reader["reader"]?.string, let kind = reader["kind"]?.string.flatMap(CountReader.Kind.init(rawValue:)) else { continue }
            readers.append(CountReader(name: name, kind: kind, person: reader["by"]?.string))
        }
        // Who entered a file carries the reader that the file names.
        for file in session.files {
            if let name = file.reader, !readers.contains(where: { $0.name == name }) {
                readers.append(CountReader(name: name, kind: .gun, person: file.by.text))
            }
        }
        visited = session.visited
        persons = session.counted.count
        localOffsetMinutes = 480
        products = Set((plan["products"]?.array ?? []).compactMap(\.string))
        if let drawn = plan["sample"]?.object, let size = drawn["size"]?.integer, let seed = drawn["seed"]?.integer {
            sample = CountSample(size: Int(size), seed: UInt64(clamping: seed))
        }
        baselineRateX100 = plan["baselineX100"]?.integer
        isBaselineMeasured = plan["baseline"]?.string == "measured"
    }

    /// What `open` says of it.
    package static func plan(_ parameters: CountParameters) -> JSONObject {
        [
            "graceMs": .integer(parameters.graceMs), "idleMs": .integer(parameters.idleMs), "strongX100": .integer(Int64(parameters.strongX100)),
            "crossReadX100": .integer(Int64(parameters.crossReadX100)), "cloneMs": .integer(parameters.cloneMs),
        ]
    }
}

extension LedgerReader {
    /// What the policy in force at this moment says of counts; where none is recorded, the figures that `CountPolicy` begins with.
    package func countPolicy(at moment: Timestamp) throws -> CountPolicy {
        CountPolicy(policy: try policies().policy(at: moment, .offshore)?.document["count"]?.object ?? JSONObject())
    }
}

package import DutyFree
import GS1
import Wire

/// A row of a product file, by column name.
package struct ProductRow: Sendable {
    package static let columns = [
        "gtin", "name", "name_zh", "category", "unit_price_fen", "content", "content_unit", "pieces", "hs6", "origin",
        "shelf_months", "tax_percent", "tax_fen", "domestic", "kind", "alias",
    ]
    private var values: [String: String] = [:]

    package init() {}

    package subscript(column: String) -> String? {
        get { values[column] }
        set { values[column] = newValue.flatMap { $0.isEmpty ? nil : NFC.normalize($0) } }
    }

    /// Throws what is wrong with the first bad column.
    package func product() throws(RowFault) -> Product {
        let code = try required("gtin")
        let gtin: GTIN
        do { gtin = try GTIN(code) } catch {
            throw .refusal(Refusal(.badCode, field: "gtin", facts: ["code": String(code.prefix(60)), "why": "GTIN"]))
        }
        let price = try integer("unit_price_fen")
        guard let price else { throw .refusal(Refusal(.missingField, field: "unit_price_fen", facts: ["field": "unit_price_fen"])) }
        return Product(
            gtin: gtin, name: try required("name"), nameZh: self["name_zh"], category: try required("category"),
            unitPriceFen: price, content: try integer("content"), contentUnit: self["content_unit"],
            pieces: try integer("pieces") ?? 1, hs6: self["hs6"], origin: self["origin"],
            shelfMonths: try integer("shelf_months"), taxPercent: try integer("tax_percent"),
            taxFen: try integer("tax_fen"), domestic: self["domestic"] == "1" || self["domestic"] == "true",
            kind: self["kind"] ?? "unit")
    }

    private func required(_ column: String) throws(RowFault) -> String {
        guard let value = self[column] else { throw .refusal(Refusal(.missingField, field: column, facts: ["field": column])) }
        return value
    }

    private func integer(_ column: String) throws(RowFault) -> Int64? {
        guard let text = self[column] else { return nil }
        let facts = ["field": column, "value": String(text.prefix(60))]
        guard let value = Int64(text), value.magnitude <= CanonicalJSON.largestInteger.magnitude else {
            throw .input(InputFault(.badNumber, column: column, facts: facts))
        }
        guard value >= 0 else { throw .input(InputFault(.negativeMoney, column: column, facts: facts)) }
        return value
    }
}

/// A CSV file of products.
package enum ProductFile {
    /// Visits each row with its line. Throws an `InputFault` where the file as a whole cannot be taken.
    package static func read(_ path: String, _ visit: (Int, Result<Product, RowFault>) throws -> Void) throws {
        let source: ByteSource
        do throws(InputError) { source = try ByteSource(path: path) } catch { throw InputFault(error) }
        let reader: CSVReader
        do { reader = try CSVReader(source) } catch { throw InputFault(error) }
        let unknown = reader.columns.filter { !ProductRow.columns.contains($0) }
        guard unknown.isEmpty else {
            throw InputFault(.unknownColumn, line: 1, column: unknown[0], facts: ["columns": unknown.joined(separator: ", ")])
        }
        while true {
            let record: CSVRecord?
            do throws(CSVError) { record = try reader.next() } catch {
                let fault = InputFault(error)
                if fault.isOfTheWholeInput { throw fault }
                try visit(error.line, .failure(.input(fault)))
                continue
            }
            guard let record else { return }
            var row = ProductRow()
            for (index, column) in reader.columns.enumerated() { row[column] = record.string(index) }
            let product: Result<Product, RowFault>
            do throws(RowFault) { product = .success(try row.product()) } catch { product = .failure(error) }
            try visit(record.line, product)
        }
    }
}

import CSchema
import Wire

/// The four versions of the offshore duty-free policy since 2020-07-01 (schema/policy), compiled in: a new ledger starts with
/// them.
enum BuiltInPolicies {
    /// Oldest first.
    static func documents() throws -> [JSONObject] {
        try [
            text(schema_policy_2020(), schema_policy_2020_length()), text(schema_policy_2021(), schema_policy_2021_length()),
            text(schema_policy_2023(), schema_policy_2023_length()), text(schema_policy_2025(), schema_policy_2025_length()),
        ].map { bytes in try JSONParser.parse(bytes).object ?? JSONObject() }
    }

    private static func text(_ start: UnsafePointer<UInt8>?, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: count)
    }
}

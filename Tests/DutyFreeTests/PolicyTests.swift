import DutyFree
import Foundation
import Support
import Testing
import Wire

/// What a policy document must be, and what a ledger answers where it is not. Rows: what is changed, and the refusal.
struct PolicyTests {
    /// The newest policy of the reference folder; nil where there is none.
    private func latest() throws -> JSONObject? { try ReferencePolicies.documents().last }

    private func check(_ name: String, _ expected: ReasonCode?, at field: String? = nil, _ change: (inout JSONObject) throws -> Void) throws {
        guard var document = try latest() else { return }
        try change(&document)
        do {
            _ = try Policy(document: document)
            #expect(expected == nil, "\(name): accepted")
        } catch {
            #expect(error.code == expected, "\(name): \(error)")
            if let field { #expect(error.field == field, "\(name)") }
        }
    }

    @Test func aDocumentThatIsNoPolicyIsRefusedByItsFault() throws {
        try check("as it is", nil) { _ in }
        try check("no quota", .policyParameterMissing, at: "parameters.annualQuotaFen") { $0.at("parameters") { $0["annualQuotaFen"] = nil } }
        try check("no age", .policyParameterMissing, at: "parameters.minAge") { $0.at("parameters") { $0["minAge"] = nil } }
        try check("a parameter of another name", .policyParameterUnknown) { $0.at("parameters") { $0["minimumAge"] = $0["minAge"] } }
        try check("quota in yuan", .policyUnit, at: "parameters.annualQuotaFen.unit") {
            $0.at("parameters") { $0.at("annualQuotaFen") { $0["unit"] = "yuan" } }
        }
        try check("quota without a unit", .policyUnit) { $0.at("parameters") { $0.at("annualQuotaFen") { $0["unit"] = nil } } }
        try check("quota as text", .policyMalformed, at: "parameters.annualQuotaFen.value") {
            $0.at("parameters") { $0.at("annualQuotaFen") { $0["value"] = "100000" } }
        }
        try check("a negative quota", .policyMalformed) { $0.at("parameters") { $0.at("annualQuotaFen") { $0["value"] = -1 } } }
        try check("days without end", .policyMalformed) { $0.at("parameters") { $0.at("rescheduleDays") { $0["value"] = 1_000_000_000 } } }
        try check("not said whether confirmed", .policyMalformed) { $0.at("parameters") { $0.at("minAge") { $0["confirmed"] = nil } } }
        try check("a source that is not listed", .policySourceUnknown) { $0.at("parameters") { $0.at("minAge") { $0["source"] = "hearsay" } } }
        try check("an unknown category in a limit", .policyCategoryUnknown, at: "limits[0].categories") {
            $0.first("limits") { $0["categories"] = .array(["spacecraft"]) }
        }
        try check("a limit in litres", .policyUnit, at: "limits[0].unit") { $0.first("limits") { $0["unit"] = "litre" } }
        try check("an unknown category of a mode", .policyCategoryUnknown) { document in
            document["pickupModes"] = .array(
                (document["pickupModes"]?.array ?? []).map { mode in
                    guard var object = mode.object, object["limits"] != nil else { return mode }
                    object.first("limits") { $0["category"] = "spacecraft" }
                    return .object(object)
                })
        }
        try check("a mode that there is not", .policyModeUnknown) { $0.first("pickupModes") { $0["id"] = "drone" } }
        try check("two categories of one name", .policyMalformed, at: "categories[0].code") { document in
            let categories = document["categories"]?.array ?? []
            document["categories"] = .array([categories[0]] + categories)
            document["categories"] = .array([categories[1]] + categories)
            document["categories"] = .array([categories[0], categories[0]])
            document.first("categories") { $0["aliases"] = .array([$0["code"] ?? "x"]) }
        }
        try check("ends before it begins", .policyInterval, at: "effectiveUntil") { $0["effectiveUntil"] = "2020-01-01T00:00:00+08:00" }
        try check("a time without an offset", .policyMalformed, at: "effectiveFrom") { $0["effectiveFrom"] = "2025-11-01T00:00:00" }
        try check("another time zone", .policyMalformed) { $0["timeZone"] = "Europe/Paris" }
        try check("a field too many", .policyMalformed, at: "more") { $0["more"] = 1 }
        try check("another version of the shape", .policyMalformed) { $0["v"] = 2 }
        try check("nothing", .policyMalformed) { $0 = JSONObject() }
    }

    /// Taking away or turning any one member is refused or leaves a policy: never a crash.
    @Test func noChangeOfOneMemberCrashes() throws {
        guard let document = try latest() else { return }
        var tried = 0
        for (path, value) in JSONValue.object(document).places() {
            for replacement in [nil, JSONValue.null, 0, -1, 9_007_199_254_740_991, "", "x", true, .array([]), .object(JSONObject())] where replacement != value
            {
                let changed = JSONValue.object(document).replacing(path[...], with: replacement)
                _ = try? changed.object.map { try Policy(document: $0) }
                tried += 1
            }
        }
        print("policy documents with one member changed: \(tried)")
    }

    @Test func intervalsOfARegimeDoNotMeet() throws {
        let documents = try ReferencePolicies.documents()
        guard let last = documents.last else { return }
        let policies = try documents.map { try Policy(document: $0) }
        func book(_ changed: JSONObject) throws -> PolicyBook { try PolicyBook(policies).adding(Policy(document: changed)) }
        func refusal(_ change: (inout JSONObject) -> Void) throws -> ReasonCode? {
            var document = last
            change(&document)
            do { _ = try book(document) } catch let error as Refusal { return error.code }
            return nil
        }
        #expect(try refusal { $0["title"] = "another" } == .policyExists)
        #expect(
            try refusal {
                $0["id"] = "p2"
                $0["effectiveFrom"] = "2025-06-01T00:00:00+08:00"
            } == .policyOverlap)
        #expect(
            try refusal {
                $0["id"] = "p2"
                $0["effectiveFrom"] = "2027-01-01T00:00:00+08:00"
            } == .policyOverlap)
        #expect(
            try refusal {
                $0["id"] = "p2"
                $0["effectiveFrom"] = "2027-01-01T00:00:00+08:00"
                $0["replaces"] = last["id"]
            } == nil)
        // Another regime is nobody's neighbour.
        #expect(
            try refusal {
                $0["id"] = "p2"
                $0["regime"] = "zero-tariff"
            } == nil)
        // The order in which they were recorded says nothing.
        #expect(try PolicyBook(policies.reversed()) == PolicyBook(policies))
    }

    @Test func theVersionIsThatOfTheMoment() throws {
        let book = try ReferencePolicies.all()
        let versions = book.versions(.offshore)
        for (index, version) in versions.enumerated() {
            let from = version.policy.effectiveFrom
            let before = Timestamp(millisecondsSince1970: from.millisecondsSince1970 - 1)
            #expect(book.policy(at: from, .offshore) == version.policy)
            #expect(book.policy(at: before, .offshore) == (index == 0 ? nil : versions[index - 1].policy))
        }
    }
}

extension JSONObject {
    /// Changes an object within.
    mutating func at(_ name: String, _ change: (inout JSONObject) -> Void) {
        guard var inner = self[name]?.object else { return }
        change(&inner)
        self[name] = .object(inner)
    }

    /// Changes the first object of a list.
    mutating func first(_ name: String, _ change: (inout JSONObject) -> Void) {
        guard var list = self[name]?.array, var inner = list.first?.object else { return }
        change(&inner)
        list[0] = .object(inner)
        self[name] = .array(list)
    }
}

extension JSONValue {
    enum Step: Hashable {
        case member(String)
        case element(Int)
    }

    /// Every place below this value.
    func places(_ path: [Step] = []) -> [([Step], JSONValue)] {
        var below: [(Step, JSONValue)] = []
        switch self {
        case .object(let object): for member in object.members { below.append((.member(member.name), member.value)) }
        case .array(let list): for (index, value) in list.enumerated() where index == 0 || index == list.count - 1 { below.append((.element(index), value)) }
        default: break
        }
        var places: [([Step], JSONValue)] = []
        for (step, value) in below {
            places.append((path + [step], value))
            places += value.places(path + [step])
        }
        return places
    }

    func replacing(_ path: ArraySlice<Step>, with value: JSONValue?) -> JSONValue {
        guard let step = path.first else { return value ?? .null }
        switch (self, step) {
        case (.object(var object), .member(let name)):
            object[name] = path.count == 1 ? value : object[name]?.replacing(path.dropFirst(), with: value)
            return .object(object)
        case (.array(var list), .element(let index)):
            if path.count == 1, value == nil { list.remove(at: index) } else { list[index] = list[index].replacing(path.dropFirst(), with: value) }
            return .array(list)
        default: return self
        }
    }
}

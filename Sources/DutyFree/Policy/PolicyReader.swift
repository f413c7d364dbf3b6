package import Wire

extension Policy {
    /// Reads a policy document strictly (schema/json/policy-v1.schema.json): nothing is guessed, nothing is passed over. Throws
    /// the refusal that names what is wrong and where (`field` is the path in the document).
    package convenience init(document: JSONObject) throws(Refusal) {
        let fields = PolicyFields(document, at: "")
        try fields.allowOnly([
            "v", "id", "regime", "title", "titleZh", "timeZone", "effectiveFrom", "effectiveUntil", "replaces", "parameters",
            "categories", "limits", "pickupModes", "risk", "calls", "count", "sources",
        ])
        guard try fields.integer("v") == 1 else { throw fields.malformed("v") }
        let id = try fields.text("id")
        guard id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }) else { throw fields.malformed("id") }
        // Days and years of every rule are those of Asia/Shanghai.
        guard try fields.text("timeZone") == "Asia/Shanghai" else { throw fields.malformed("timeZone") }
        let from = try fields.moment("effectiveFrom")
        let until = try fields.has("effectiveUntil") ? fields.moment("effectiveUntil") : nil
        if let until, until <= from {
            throw Refusal(
                .policyInterval, field: "effectiveUntil",
                facts: ["policy": id, "from": from.formatted(), "until": until.formatted()])
        }
        for name in ["risk", "calls", "count"] { _ = try fields.object(name) }
        let sources = try PolicyReader.sources(fields.object("sources"))
        let categories = try PolicyReader.categories(fields)
        let codes = Set(categories.map(\.code))
        self.init(
            id: PolicyID(id), regime: Regime(try fields.text("regime")), title: try fields.text("title"),
            titleZh: try fields.has("titleZh") ? fields.text("titleZh") : nil, effectiveFrom: from, effectiveUntil: until,
            replaces: try fields.has("replaces") ? PolicyID(fields.text("replaces")) : nil,
            parameters: try PolicyReader.parameters(fields.object("parameters"), sources: sources), categories: categories,
            limits: try PolicyReader.limits(fields, categories: codes), modes: try PolicyReader.modes(fields, categories: codes),
            sources: sources, document: document)
    }
}

/// The parts of a policy document.
private enum PolicyReader {
    static func parameters(_ fields: PolicyFields, sources: [String: PolicySource]) throws(Refusal) -> PolicyParameters {
        var parameters = PolicyParameters()
        for rule in ParameterRule.all where rule.isRequired && !fields.has(rule.name) {
            throw Refusal(.policyParameterMissing, field: "parameters." + rule.name, facts: ["parameter": rule.name])
        }
        for member in fields.object.members {
            guard let rule = ParameterRule.named(member.name) else {
                throw Refusal(.policyParameterUnknown, field: "parameters." + member.name, facts: ["parameter": member.name])
            }
            let entry = try fields.object(member.name)
            try entry.allowOnly(["value", "unit", "source", "confirmed"])
            let unit = try entry.has("unit") ? entry.text("unit") : nil
            guard unit == rule.unit else {
                throw Refusal(
                    .policyUnit, field: entry.path("unit"),
                    facts: ["parameter": rule.name, "unit": unit ?? "-", "needs": rule.unit ?? "-"])
            }
            _ = try entry.bool("confirmed")
            try requireSource(try entry.text("source"), in: sources, at: entry.path("source"))
            guard let value = entry.object["value"] else {
                throw Refusal(.policyParameterMissing, field: entry.path("value"), facts: ["parameter": rule.name])
            }
            try require(value, rule, entry)
            rule.assign?(value, &parameters)
        }
        return parameters
    }

    private static func require(_ value: JSONValue, _ rule: ParameterRule, _ entry: PolicyFields) throws(Refusal) {
        let fits: Bool
        switch (rule.shape, value) {
        case (.integer, .integer(let number)): fits = (0...(rule.unit == "fen" ? PolicyFields.moneyMost : PolicyFields.figureMost)).contains(number)
        case (.bool, .bool): fits = true
        case (.text, .string(let text)): fits = !text.isEmpty
        case (.quotaYear, .string(let text)): fits = QuotaYear(rawValue: text) != nil
        case (.modes, .array(let names)):
            for name in names where name.string.flatMap(PickupMode.init(rawValue:)) == nil {
                throw Refusal(.policyModeUnknown, field: entry.path("value"), facts: ["mode": name.string ?? "-"])
            }
            fits = true
        default: fits = false
        }
        guard fits else { throw entry.malformed("value") }
    }

    private static func requireSource(_ name: String, in sources: [String: PolicySource], at path: String) throws(Refusal) {
        guard sources[name] != nil else { throw Refusal(.policySourceUnknown, field: path, facts: ["source": name]) }
    }

    static func sources(_ fields: PolicyFields) throws(Refusal) -> [String: PolicySource] {
        var sources: [String: PolicySource] = [:]
        for member in fields.object.members {
            let source = try fields.object(member.name)
            try source.allowOnly(["title", "published", "effective", "confirmed", "note"])
            sources[member.name] = PolicySource(title: try source.text("title"), confirmed: try source.bool("confirmed"))
        }
        return sources
    }

    static func categories(_ fields: PolicyFields) throws(Refusal) -> [PolicyCategory] {
        var categories: [PolicyCategory] = []
        var names: Set<String> = []
        for entry in try fields.objects("categories") {
            try entry.allowOnly(["no", "code", "zh", "aliases", "traceCodeFrom", "confirmed", "domesticAllowed"])
            let category = PolicyCategory(
                number: try entry.integer("no"), code: try entry.text("code"), zh: try entry.text("zh"),
                aliases: try entry.has("aliases") ? entry.texts("aliases") : [], traceCodeFrom: try entry.day("traceCodeFrom"),
                domesticAllowed: try entry.has("domesticAllowed") ? entry.bool("domesticAllowed") : false, confirmed: try entry.bool("confirmed"))
            for name in [category.code] + category.aliases where !names.insert(name).inserted { throw entry.malformed("code") }
            categories.append(category)
        }
        guard !categories.isEmpty else { throw fields.malformed("categories") }
        return categories
    }

    private static func requireCategory(_ code: String, in codes: Set<String>, at path: String) throws(Refusal) {
        guard codes.contains(code) else { throw Refusal(.policyCategoryUnknown, field: path, facts: ["category": code]) }
    }

    private static func unit(_ entry: PolicyFields) throws(Refusal) -> LimitUnit {
        let name = try entry.text("unit")
        guard let unit = LimitUnit(rawValue: name) else {
            throw Refusal(
                .policyUnit, field: entry.path("unit"),
                facts: ["parameter": entry.place, "unit": name, "needs": LimitUnit.allCases.map(\.rawValue).joined(separator: ", ")])
        }
        return unit
    }

    static func limits(_ fields: PolicyFields, categories codes: Set<String>) throws(Refusal) -> [TripLimit] {
        var limits: [TripLimit] = []
        for entry in try fields.objects("limits") {
            try entry.allowOnly(["id", "zh", "categories", "max", "unit", "per", "note"])
            let categories = try entry.texts("categories")
            for code in categories { try requireCategory(code, in: codes, at: entry.path("categories")) }
            guard try entry.text("per") == "trip", !categories.isEmpty else { throw entry.malformed("per") }
            limits.append(
                TripLimit(
                    id: try entry.text("id"), zh: try entry.text("zh"), categories: categories, most: try entry.count("max"),
                    unit: try unit(entry)))
        }
        return limits
    }

    static func modes(_ fields: PolicyFields, categories codes: Set<String>) throws(Refusal) -> [PickupMode: ModeRules] {
        var modes: [PickupMode: ModeRules] = [:]
        for entry in try fields.objects("pickupModes") {
            try entry.allowOnly([
                "id", "zh", "after", "channels", "pickupLocation", "storeIsolated", "residentsOnly", "needsDeparted",
                "addressOffIsland", "sameBuyerPayerRecipient", "guarantee", "minUnitPriceFen", "maxUnitPriceFenExclusive",
                "maxDaysToDeparture", "pickupWithinMonths", "useOnIsland", "verifiedAtDeparture", "limits", "residentsWithoutTrip", "note",
            ])
            let name = try entry.text("id")
            guard let mode = PickupMode(rawValue: name) else {
                throw Refusal(.policyModeUnknown, field: entry.path("id"), facts: ["mode": name])
            }
            guard modes[mode] == nil else { throw entry.malformed("id") }
            // Where the goods are after the sale is what the mode is, not a figure.
            guard try entry.text("after") == mode.stateAfterSale.rawValue else { throw entry.malformed("after") }
            _ = try entry.text("zh")
            modes[mode] = try self.mode(mode, entry, codes)
        }
        guard !modes.isEmpty else { throw fields.malformed("pickupModes") }
        return modes
    }

    private static func mode(_ mode: PickupMode, _ entry: PolicyFields, _ codes: Set<String>) throws(Refusal) -> ModeRules {
        func flag(_ name: String) throws(Refusal) -> Bool { try entry.has(name) ? entry.bool(name) : false }
        func figure(_ name: String) throws(Refusal) -> Int64? { try entry.has(name) ? entry.count(name) : nil }
        var rules = ModeRules(mode)
        rules.channels = []
        for name in try entry.texts("channels") {
            guard let channel = SaleChannel(rawValue: name) else { throw entry.malformed("channels") }
            rules.channels.insert(channel)
        }
        if entry.has("pickupLocation") {
            for name in try entry.texts("pickupLocation") {
                guard let kind = LocationKind(rawValue: name) else { throw entry.malformed("pickupLocation") }
                rules.pickupLocations.insert(kind)
            }
        }
        for name in ["useOnIsland", "verifiedAtDeparture"] { _ = try flag(name) }
        rules.storeIsolated = try flag("storeIsolated")
        rules.residentsOnly = try flag("residentsOnly")
        rules.needsDeparted = try flag("needsDeparted")
        rules.addressOffIsland = try flag("addressOffIsland")
        rules.sameBuyerPayerRecipient = try flag("sameBuyerPayerRecipient")
        rules.guarantee = try flag("guarantee")
        rules.minUnitPriceFen = try figure("minUnitPriceFen")
        rules.maxUnitPriceFenExclusive = try figure("maxUnitPriceFenExclusive")
        rules.maxDaysToDeparture = try figure("maxDaysToDeparture")
        rules.pickupWithinMonths = try figure("pickupWithinMonths")
        if entry.has("limits") {
            for limit in try entry.objects("limits") {
                try limit.allowOnly(["category", "max", "unit", "confirmed", "listed"])
                let code = try limit.text("category")
                try requireCategory(code, in: codes, at: limit.path("category"))
                guard rules.limits[code] == nil else { throw limit.malformed("category") }
                rules.limits[code] = ModeLimit(most: try limit.count("max"), unit: try unit(limit))
            }
        }
        if entry.has("residentsWithoutTrip") {
            let residents = try entry.object("residentsWithoutTrip")
            try residents.allowOnly(["needsDepartureInYear", "perReceipt"])
            // The two that the rules know how to keep; another promise would not be kept.
            guard try residents.bool("needsDepartureInYear"), try residents.bool("perReceipt") else {
                throw residents.malformed("perReceipt")
            }
            rules.residentsWithoutTrip = true
        }
        return rules
    }
}

/// An object of the document, with the path that leads to it.
private struct PolicyFields {
    let object: JSONObject
    let place: String

    init(_ object: JSONObject, at place: String) {
        self.object = object
        self.place = place
    }

    func path(_ name: String) -> String { place.isEmpty ? name : place + "." + name }
    func malformed(_ name: String) -> Refusal { Refusal(.policyMalformed, field: path(name), facts: ["path": path(name)]) }
    func has(_ name: String) -> Bool { object[name] != nil }

    func allowOnly(_ names: Set<String>) throws(Refusal) {
        for member in object.members where !names.contains(member.name) { throw malformed(member.name) }
    }

    func text(_ name: String) throws(Refusal) -> String {
        guard let text = object[name]?.string, !text.isEmpty else { throw malformed(name) }
        return text
    }

    func integer(_ name: String) throws(Refusal) -> Int64 {
        guard let number = object[name]?.integer else { throw malformed(name) }
        return number
    }

    // More than the trade knows, and small enough to be counted with: ten billion yuan; a hundred thousand pieces, days, hours.
    static let moneyMost: Int64 = 1_000_000_000_000
    static let figureMost: Int64 = 100_000

    func count(_ name: String) throws(Refusal) -> Int64 {
        let number = try integer(name)
        guard (0...(name.hasSuffix("Fen") || name.hasSuffix("FenExclusive") ? PolicyFields.moneyMost : PolicyFields.figureMost)).contains(number) else {
            throw malformed(name)
        }
        return number
    }

    func bool(_ name: String) throws(Refusal) -> Bool {
        guard let flag = object[name]?.bool else { throw malformed(name) }
        return flag
    }

    func moment(_ name: String) throws(Refusal) -> Timestamp {
        guard let moment = try? Timestamp(try text(name)) else { throw malformed(name) }
        return moment
    }

    func day(_ name: String) throws(Refusal) -> String {
        let day = try text(name)
        guard day.utf8.count == 10, (try? Timestamp(day + "T00:00:00Z")) != nil else { throw malformed(name) }
        return day
    }

    func texts(_ name: String) throws(Refusal) -> [String] {
        guard let values = object[name]?.array else { throw malformed(name) }
        let texts = values.compactMap(\.string)
        guard texts.count == values.count, !texts.contains("") else { throw malformed(name) }
        return texts
    }

    func object(_ name: String) throws(Refusal) -> PolicyFields {
        guard let inner = object[name]?.object else { throw malformed(name) }
        return PolicyFields(inner, at: path(name))
    }

    func objects(_ name: String) throws(Refusal) -> [PolicyFields] {
        guard let values = object[name]?.array else { throw malformed(name) }
        var objects: [PolicyFields] = []
        for (index, value) in values.enumerated() {
            let place = path(name) + "[\(index)]"
            guard let inner = value.object else { throw Refusal(.policyMalformed, field: place, facts: ["path": place]) }
            objects.append(PolicyFields(inner, at: place))
        }
        return objects
    }
}

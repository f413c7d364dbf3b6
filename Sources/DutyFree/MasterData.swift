package import GS1
package import Wire

/// Who records: a code, a name, roles and, for those who work at one, a site.
package struct Party: Hashable, Sendable {
    package var code: PartyCode
    package var name: String
    package var roles: Set<PartyRole>
    package var site: String?
    package let allowed: PartyRoles

    package init(code: PartyCode, name: String, roles: Set<PartyRole>, site: String?) {
        self.code = code
        self.name = name
        self.roles = roles
        self.site = site
        allowed = roles.reduce(into: []) { $0.insert(PartyRoles($1)) }
    }

    package init(code: PartyCode, data: JSONObject) throws(Refusal) {
        var roles: Set<PartyRole> = []
        for value in data["roles"]?.array ?? [] {
            guard let role = value.string.flatMap(PartyRole.init(rawValue:)) else { throw Refusal(.missingField, field: "roles") }
            roles.insert(role)
        }
        self.init(code: code, name: data["name"]?.string ?? code.text, roles: roles, site: data["site"]?.string)
    }

    package var data: JSONObject {
        var data: JSONObject = [
            "code": .string(code.text), "name": .string(name),
            "roles": .array(PartyRole.allCases.filter(roles.contains).map { .string($0.rawValue) }),
        ]
        data["site"] = site.map { .string($0) }
        return data
    }
}

/// A place where goods can be. A place below a known one has its kind, role and isolation.
package struct Location: Hashable, Sendable {
    package var path: LocationPath
    package var party: PartyCode?
    package var kind: LocationKind
    package var role: LocationRole?
    /// In the isolation area (隔离区) behind the security check.
    package var isolated: Bool
    /// Where it lies on the globe, where that is known: risk rules compare times with distances.
    package var point: GeoPoint?

    package init(path: LocationPath, party: PartyCode?, kind: LocationKind, role: LocationRole?, isolated: Bool, point: GeoPoint? = nil) {
        self.path = path
        self.party = party
        self.kind = kind
        self.role = role
        self.isolated = isolated
        self.point = point
    }

    package init(path: LocationPath, data: JSONObject) throws(Refusal) {
        guard let kind = data["kind"]?.string.flatMap(LocationKind.init(rawValue:)) else {
            throw Refusal(.missingField, field: "kind")
        }
        self.init(
            path: path, party: data["party"]?.string.map(PartyCode.init), kind: kind,
            role: data["role"]?.string.flatMap(LocationRole.init(rawValue:)), isolated: data["isolated"]?.bool ?? false,
            point: data["geo"]?.string.flatMap(GeoPoint.init))
    }

    package var data: JSONObject {
        var data: JSONObject = ["path": .string(path.text), "kind": .string(kind.rawValue)]
        data["party"] = party.map { .string($0.text) }
        data["role"] = role.map { .string($0.rawValue) }
        if isolated { data["isolated"] = true }
        data["geo"] = point.map { .string($0.text) }
        return data
    }
}

/// What is sold, by its GTIN. Money in fen, `taxPercent` and `taxFen` the import tax on articles (duty at stake).
package struct Product: Hashable, Sendable {
    package var gtin: GTIN
    package var name: String
    package var nameZh: String?
    package var category: String
    package var unitPriceFen: Int64
    /// Content of the whole unit, in `contentUnit` (ml, g).
    package var content: Int64?
    package var contentUnit: String?
    /// What a per-piece limit counts; sets have more than one.
    package var pieces: Int64
    package var hs6: String?
    package var origin: String?
    package var shelfMonths: Int64?
    package var taxPercent: Int64?
    package var taxFen: Int64?
    /// Chinese goods that may be sold duty-free since 2025-11.
    package var domestic: Bool
    package var kind: String

    package init(
        gtin: GTIN, name: String, nameZh: String?, category: String, unitPriceFen: Int64, content: Int64? = nil,
        contentUnit: String? = nil, pieces: Int64 = 1, hs6: String? = nil, origin: String? = nil,
        shelfMonths: Int64? = nil, taxPercent: Int64? = nil, taxFen: Int64? = nil, domestic: Bool = false,
        kind: String = "unit"
    ) {
        self.gtin = gtin
        self.name = name
        self.nameZh = nameZh
        self.category = category
        self.unitPriceFen = unitPriceFen
        self.content = content
        self.contentUnit = contentUnit
        self.pieces = pieces
        self.hs6 = hs6
        self.origin = origin
        self.shelfMonths = shelfMonths
        self.taxPercent = taxPercent
        self.taxFen = taxFen
        self.domestic = domestic
        self.kind = kind
    }

    package init(gtin: GTIN, data: JSONObject) throws(Refusal) {
        guard let name = data["name"]?.string else { throw Refusal(.missingField, field: "name") }
        guard let category = data["category"]?.string else { throw Refusal(.missingField, field: "category") }
        guard let price = data["unitPriceFen"]?.integer else { throw Refusal(.missingField, field: "unitPriceFen") }
        self.init(
            gtin: gtin, name: name, nameZh: data["nameZh"]?.string, category: category, unitPriceFen: price,
            content: data["content"]?.integer, contentUnit: data["contentUnit"]?.string,
            pieces: data["pieces"]?.integer ?? 1, hs6: data["hs6"]?.string, origin: data["origin"]?.string,
            shelfMonths: data["shelfMonths"]?.integer, taxPercent: data["taxPercent"]?.integer,
            taxFen: data["taxFen"]?.integer, domestic: data["domestic"]?.bool ?? false,
            kind: data["kind"]?.string ?? "unit")
    }

    package var data: JSONObject {
        var data: JSONObject = [
            "gtin": .string(gtin.digits14), "name": .string(name), "category": .string(category),
            "unitPriceFen": .integer(unitPriceFen),
        ]
        data["nameZh"] = nameZh.map { .string($0) }
        data["content"] = content.map { .integer($0) }
        data["contentUnit"] = contentUnit.map { .string($0) }
        if pieces != 1 { data["pieces"] = .integer(pieces) }
        data["hs6"] = hs6.map { .string($0) }
        data["origin"] = origin.map { .string($0) }
        data["shelfMonths"] = shelfMonths.map { .integer($0) }
        data["taxPercent"] = taxPercent.map { .integer($0) }
        data["taxFen"] = taxFen.map { .integer($0) }
        if domestic { data["domestic"] = true }
        if kind != "unit" { data["kind"] = .string(kind) }
        return data
    }
}

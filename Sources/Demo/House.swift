package import DutyFree

/// One of the two operators: its ledger, who records in it, and its places. All fictional.
package struct House: Sendable {
    /// Name of its ledger and of its folder of input files.
    package let name: String
    package let enterprise: String
    package let origin: String
    package let parties: [Party]
    package let places: [Location]
    /// Stands before its codes and numbers.
    let mark: String
    /// What comes before the serial of an item: 16 digits, as the trace codes of the island have.
    let serialPrefix: String
    let format: InputForm

    package enum InputForm: String, Sendable {
        case csv, jsonl
    }

    private init(
        _ name: String, _ enterprise: String, mark: String, serialPrefix: String, format: InputForm, cityZh: String,
        cityEn: String, other: String
    ) {
        self.name = name
        self.enterprise = enterprise
        self.mark = mark
        self.serialPrefix = serialPrefix
        self.format = format
        origin = name + "-dfs.example/ledger"
        func party(_ code: String, _ en: String, _ zh: String, _ role: PartyRole, at site: String?) -> Party {
            Party(code: PartyCode(mark + "-" + code), name: "\(cityEn) \(en) \(cityZh)\(zh)", roles: [role], site: site.map { mark + "-" + $0 })
        }
        parties = [
            party("W1", "warehouse", "监管仓库", .warehouse, at: "W1"),
            party("S1", "downtown store", "市内店", .store, at: "S1"),
            party("S2", "airport store", "机场店", .store, at: "S2"),
            party("P1", "pick-up point", "提货点", .pickup, at: "PA"),
            party("P2", "return pick-up point", "返岛提货点", .pickup, at: "PR"),
            party("M1", "mail centre", "邮寄中心", .mail, at: "ML"),
            party("G1", "airport gate", "机场闸机", .gate, at: "GA"),
            party("K1", "customs", "海关", .customs, at: nil),
            party("V1", "duty manager", "值班负责人", .approver, at: nil),
            party("N1", "stock counter", "盘点员", .counter, at: nil),
            party("A1", "auditor", "审计", .auditor, at: nil),
        ]
        func place(_ path: String, _ kind: LocationKind, by party: String?, role: LocationRole? = nil, isolated: Bool = false) -> Location {
            Location(path: LocationPath(mark + "-" + path), party: party.map { PartyCode(mark + "-" + $0) }, kind: kind, role: role, isolated: isolated)
        }
        places = [
            place("PORT", .port, by: nil),
            place("W1", .warehouse, by: "W1"),
            place("S1", .store, by: "S1"),
            place("S1/HOLD", .store, by: "S1", role: .hold),
            place("S2", .store, by: "S2", isolated: true),
            place("PA", .pickup, by: "P1"),
            place("PR", .returnPickup, by: "P2"),
            place("ML", .mail, by: "M1"),
            place("GA", .gate, by: "G1"),
            place("KH", .customsHold, by: "K1"),
            Location(path: LocationPath(other), party: nil, kind: .otherOperator, role: nil, isolated: false),
        ]
    }

    package static let both = [
        House(
            "haikou", "Haikou Demo Duty Free 海口演示免税", mark: "HK", serialPrefix: "4601", format: .csv, cityZh: "海口",
            cityEn: "Haikou", other: "SANYA-DFS"),
        House(
            "sanya", "Sanya Demo Duty Free 三亚演示免税", mark: "SY", serialPrefix: "4602", format: .jsonl, cityZh: "三亚",
            cityEn: "Sanya", other: "HAIKOU-DFS"),
    ]

    // Who and where, by the short names that the simulation uses.
    func party(_ code: String) -> PartyCode { PartyCode(mark + "-" + code) }
    func place(_ path: String) -> LocationPath { LocationPath(mark + "-" + path) }
    var otherOperator: LocationPath { places[places.count - 1].path }
}

import GS1
import Wire

/// The products of the demonstration, as products.csv has them.
struct Catalogue {
    struct Article {
        let gtin: GTIN
        let category: String
        let priceFen: Int64
        let taxFen: Int64
        /// Of a limit per piece: a set counts what is in it.
        let pieces: Int
        /// Of liquor.
        let millilitres: Int
        let shelfMonths: Int?
        let isSet: Bool
        /// Sold duty-free only since the notice of 2025-10-17: a new or widened category, or Chinese goods.
        let isNewInNovember: Bool
        /// How likely it is to be ordered.
        let weight: Int
    }

    let articles: [Article]

    /// On the list of 2025-11, not on the one before (schema/policy): two that are new, two that were made wider.
    private static let newCategories: Set = ["pet-supplies", "instruments", "consumer-electronics", "small-appliances"]

    init(csv bytes: [UInt8]) throws {
        let reader = try CSVReader(ByteSource(bytes: bytes, name: "products.csv"))
        let columns = reader.columns
        var articles: [Article] = []
        while let record = try reader.next() {
            func text(_ name: String) -> String { columns.firstIndex(of: name).map { record.string($0) } ?? "" }
            let category = text("category")
            articles.append(
                Article(
                    gtin: try GTIN(text("gtin")), category: category, priceFen: Int64(text("unit_price_fen")) ?? 0,
                    taxFen: Int64(text("tax_fen")) ?? 0, pieces: Int(text("pieces")) ?? 1,
                    millilitres: category == "liquor" ? Int(text("content")) ?? 0 : 0, shelfMonths: Int(text("shelf_months")),
                    isSet: text("kind") == "set",
                    isNewInNovember: text("domestic") == "1" || Catalogue.newCategories.contains(category),
                    weight: Catalogue.weight(of: category)))
        }
        self.articles = articles
    }

    /// Perfume and cosmetics are most of what travellers carry; watches and jewellery are few and dear.
    private static func weight(of category: String) -> Int {
        switch category {
        case "cosmetics": 24
        case "perfume": 20
        case "candy": 14
        case "infant-food", "health-food": 8
        case "liquor", "coffee", "tea": 6
        case "bags", "eyewear", "clothing", "toys", "scarves", "footwear-hats": 5
        case "phones", "consumer-electronics", "tablets": 4
        case "watches", "jewellery": 4
        default: 2
        }
    }

    /// What may be taken along at once, without a check at departure (即购即提): category and pieces (notice of
    /// 2023-03-21; the policy files mark which single figures are unconfirmed).
    static let immediatePieces: [String: Int] = [
        "cosmetics": 5, "perfume": 5, "eyewear": 2, "clothing": 5, "footwear-hats": 2, "bags": 1, "toys": 2,
        "infant-food": 2, "beauty-health-devices": 1, "scarves": 2, "candy": 5, "coffee": 5,
    ]
}

/// What is being counted: its name in JSON (`rows`, never translated) and in sentences.
package struct Unit: Hashable, Sendable {
    /// In JSON.
    package let name: String
    private let one: String
    private let many: String
    private let zh: String

    /// `zh` is the measure word or noun that follows a number: `行`, `件`.
    package init(name: String, one: String, many: String, zh: String) {
        self.name = name
        self.one = one
        self.many = many
        self.zh = zh
    }

    package static let rows = Unit(name: "rows", one: "row", many: "rows", zh: "行")
    package static let cartons = Unit(name: "cartons", one: "carton", many: "cartons", zh: "箱")
    package static let items = Unit(name: "items", one: "item", many: "items", zh: "件")
    package static let entries = Unit(name: "entries", one: "entry", many: "entries", zh: "条记录")
    package static let reads = Unit(name: "reads", one: "read", many: "reads", zh: "次读取")
    package static let events = Unit(name: "events", one: "event", many: "events", zh: "个事件")
    package static let labels = Unit(name: "labels", one: "label", many: "labels", zh: "张标签")
    package static let files = Unit(name: "files", one: "file", many: "files", zh: "个文件")
    package static let things = Unit(name: "things", one: "thing", many: "things", zh: "件")
    package static let adjustments = Unit(name: "adjustments", one: "adjustment", many: "adjustments", zh: "笔调整")
    package static let alerts = Unit(name: "alerts", one: "alert", many: "alerts", zh: "条预警")
    package static let bytes = Unit(name: "bytes", one: "byte", many: "bytes", zh: "字节")

    /// `1 row`, `10,000 rows`, `10,000 行`; bytes as `20 MB`.
    package func counted(_ number: Int64) -> Text {
        if self == .bytes { return .same(Figures.bytes(number)) }
        let figure = Figures.grouped(number)
        return Text(en: "\(figure) \(number == 1 ? one : many)", zh: "\(figure) \(zh)")
    }

    package func counted(_ number: Int) -> Text { counted(Int64(number)) }

    /// `3,200 rows/s`, `3,200 行/秒`, `20 MB/s`.
    package func rate(perSecond: Int64) -> Text {
        if self == .bytes { return Text(en: "\(Figures.bytes(perSecond))/s", zh: "\(Figures.bytes(perSecond))/秒") }
        let figure = Figures.grouped(perSecond)
        return Text(en: "\(figure) \(many)/s", zh: "\(figure) \(zh)/秒")
    }
}

package import Wire

/// Rows under titles: the shape of every list people read. Built from values, laid out by `render`.
///
/// Columns are aligned by display width, so Chinese text lines up; numbers stand right and grouped. A table for a
/// terminal fits its width by giving way in the columns marked for it, and only there: an identifier is never cut.
package struct Table: Sendable {
    package struct Column: Sendable {
        package enum Room: Hashable, Sendable {
            /// As wide as its widest cell, always.
            case fixed
            /// Breaks its text into lines, down to this many columns.
            case wraps(atLeast: Int)
            /// Ends its text in an ellipsis, down to this many columns.
            case shortens(atLeast: Int)
            /// A bar of the cell's number against the largest in the column, this many columns wide. Where the table
            /// does not fit, bars are the first thing to go: the figure they repeat stands in a column of its own.
            case bar(width: Int)
        }

        package let title: Text
        package let alignsRight: Bool
        package let room: Room

        package init(title: Text, alignsRight: Bool = false, room: Room = .fixed) {
            self.title = title
            self.alignsRight = alignsRight
            self.room = room
        }

        /// Codes, item keys, hashes, document numbers: copied by people, so never cut.
        package static func identifier(_ title: Text) -> Column { Column(title: title) }
        package static func number(_ title: Text) -> Column { Column(title: title, alignsRight: true) }
        package static func words(_ title: Text, atLeast: Int = 12) -> Column {
            Column(title: title, room: .wraps(atLeast: atLeast))
        }
        package static func name(_ title: Text, atLeast: Int = 8) -> Column {
            Column(title: title, room: .shortens(atLeast: atLeast))
        }
        package static func bar(_ title: Text, width: Int = 12) -> Column {
            Column(title: title, room: .bar(width: width))
        }
    }

    package enum Cell: Hashable, Sendable {
        case empty
        /// Someone's words or a code, shown as they are but for control characters.
        case text(String)
        /// Our words.
        case sentence(Text)
        case count(Int64)
        /// Money, shown in yuan.
        case fen(Int64)
        case time(Timestamp)
        /// ✓ ! ✗ and a word.
        case judged(Sign, Text)

        /// What a bar measures.
        var magnitude: Int64 {
            switch self {
            case .count(let number), .fen(let number): number
            default: 0
            }
        }
    }

    package let columns: [Column]
    package private(set) var rows: [[Cell]] = []
    /// A last row under a rule.
    package var totals: [Cell]?

    package init(columns: [Column]) { self.columns = columns }

    /// One more row; missing cells are empty, cells beyond the columns are not shown.
    package mutating func add(_ row: [Cell]) { rows.append(row) }

    /// Lines, each ended by a line feed. `width` in columns of the terminal, or nil, no limit, for a file or a pipe.
    /// Where even the narrowest table is wider, each row becomes a small list of `title: value`.
    package func render(language: Language, style: Style, width: Int?) -> String {
        TableLayout(table: self, language: language, style: style, width: width).render()
    }
}

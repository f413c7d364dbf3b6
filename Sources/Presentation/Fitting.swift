/// Text into a given number of terminal columns: padded, shortened or broken into lines.
package enum Fitting {
    /// Spaces up to `width`, on the right or on the left; longer text as it is.
    package static func padded(_ text: String, to width: Int, alignRight: Bool = false) -> String {
        let gap = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
        return alignRight ? gap + text : text + gap
    }

    /// At most `width` columns: the beginning and `ellipsis`. Where not even that fits, what fits of the ellipsis.
    package static func shortened(_ text: String, to width: Int, ellipsis: String = "…") -> String {
        if DisplayWidth.of(text) <= width { return text }
        let mark = prefix(ellipsis, width)
        var head = prefix(text, width - DisplayWidth.of(mark))
        while head.last == " " { head.removeLast() }
        return head + mark
    }

    /// Lines of at most `width` columns. Breaks at spaces and between wide characters, never before closing
    /// punctuation nor after opening; a longer word is broken where the line is full. At least one line, maybe empty.
    package static func wrapped(_ text: String, to width: Int) -> [String] {
        let width = max(width, 2)  // one wide character must have room
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in words(of: text) {
            let wordWidth = DisplayWidth.of(word)
            if used + wordWidth <= width {
                line += word
                used += wordWidth
            } else if word == " " {
                continue  // the line is full: the break stands for the space
            } else {
                if used > 0 { lines.append(trimmed(line)) }
                line = ""
                used = 0
                var rest = Substring(word)
                while DisplayWidth.of(String(rest)) > width {
                    let head = prefix(String(rest), width)
                    lines.append(head)
                    rest = rest.dropFirst(head.count)
                }
                line = String(rest)
                used = DisplayWidth.of(line)
            }
            if used == 1 && line == " " && !lines.isEmpty {
                line = ""
                used = 0
            }
        }
        if used > 0 || lines.isEmpty { lines.append(trimmed(line)) }
        return lines
    }

    /// The longest beginning of at most `width` columns.
    static func prefix(_ text: String, _ width: Int) -> String {
        var used = 0
        var head = ""
        for cluster in text {
            used += DisplayWidth.of(cluster)
            if used > width { break }
            head.append(cluster)
        }
        return head
    }

    /// The pieces between which a line may break; a space is a piece of its own.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previous: Character?
        for cluster in text {
            if mayBreak(between: previous, and: cluster), !word.isEmpty {
                words.append(word)
                word = ""
            }
            word.append(cluster)
            previous = cluster
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func mayBreak(between left: Character?, and right: Character) -> Bool {
        guard let left else { return false }
        if left == " " || right == " " { return true }
        if closing.contains(right) || opening.contains(left) { return false }
        return DisplayWidth.of(left) == 2 || DisplayWidth.of(right) == 2
    }

    /// After GB/T 15834-2011 §5.1: these do not begin a line, and those do not end one.
    private static let closing: Set<Character> = [
        "，", "。", "、", "；", "：", "？", "！", "）", "》", "〉", "」", "』", "】", "”", "’", "…", "·", "%", ",", ".", ";", ":", ")",
    ]
    private static let opening: Set<Character> = ["（", "《", "〈", "「", "『", "【", "“", "‘", "("]

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}

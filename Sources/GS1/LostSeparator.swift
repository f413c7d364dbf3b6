/// A gun that eats GS joins a value with what follows it. What can be told from the text alone is told here; nothing is
/// chosen, because a serial may contain any digits.
enum LostSeparator {
    /// The readings of a value that is too long and that one separator within it would mend, `after` what follows it.
    static func readings(
        of ai: ApplicationIdentifier, value: ArraySlice<UInt8>, after: ArraySlice<UInt8>, before: [Element]
    ) -> [[Element]] {
        var readings: [[Element]] = []
        for length in ai.format.least...ai.format.most where length < value.count {
            let head = value.prefix(length)
            guard ai.format.fault(in: head, ai: ai.code) == nil else { continue }
            let tail = value.dropFirst(length) + after
            guard let rest = try? ElementString.read(tail, mending: false) else { continue }
            let elements = before + [Element(ai: ai.code, value: String(decoding: head, as: UTF8.self))] + rest
            if (try? ElementRules.check(elements)) != nil { readings.append(elements) }
        }
        return readings
    }

    /// Both readings of a code that has a GTIN and no serial, if a value can be cut before `21`: the first is the text as it
    /// stands; with the element that is cut and behind how many bytes of its value. Nil where none can.
    static func serialReadings(of elements: [Element]) -> (readings: [[Element]], index: Int, cut: Int)? {
        guard elements.contains(where: { $0.ai == "01" }), !elements.contains(where: { $0.ai == "21" }) else { return nil }
        for (index, element) in elements.enumerated() where element.needsSeparator {
            guard let ai = ApplicationIdentifier.find(element.ai), let serial = ApplicationIdentifier.find("21") else { continue }
            let value = Array(element.value.utf8)
            for cut in value.indices.dropFirst() where value[cut...].starts(with: "21".utf8) {
                let head = value[..<cut]
                let tail = value[cut...].dropFirst(2)
                guard ai.format.fault(in: head, ai: ai.code) == nil, serial.format.fault(in: tail, ai: "21") == nil else { continue }
                var mended = elements
                mended[index] = Element(ai: ai.code, value: String(decoding: head, as: UTF8.self))
                mended.insert(Element(ai: "21", value: String(decoding: tail, as: UTF8.self)), at: index + 1)
                if (try? ElementRules.check(mended)) != nil { return ([elements, mended], index, cut) }
            }
        }
        return nil
    }

    /// Whether the last value is of variable length and ends in 11, 13, 15 or 17 and a real date, with something left
    /// before them.
    static func endsLikeADate(_ elements: [Element]) -> Bool {
        guard let last = elements.last, last.needsSeparator else { return false }
        return endsLikeADate(Array(last.value.utf8)[...])
    }

    static func endsLikeADate(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count > 8 else { return false }
        let tail = value.suffix(8)
        return tail.first == 0x31 && [0x31, 0x33, 0x35, 0x37].contains(tail[tail.startIndex + 1])
            && GS1Date.isPossible(tail.suffix(6), dayMayBeZero: true)
    }
}

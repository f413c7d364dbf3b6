import DutyFree
import GS1
import Ledger
import Wire

/// How the text of a field becomes its value, or the fault that says what is wrong with it.
extension MovementDraft {
    func fault(_ code: InputCode, _ column: String, _ value: String?) -> RowFault {
        var facts = ["field": column]
        // What was given is repeated, shortened, but never where a person's number could stand.
        if let value, column != "person" { facts["value"] = String(value.prefix(60)) }
        return .input(InputFault(code, column: column, facts: facts))
    }

    func time(_ text: String, _ column: String) throws(RowFault) -> Timestamp {
        do throws(TimestampError) {
            return try Timestamp(text)
        } catch {
            switch error {
            case .noOffset: throw fault(.noOffset, column, text)
            case .noSuchDate: throw fault(.noSuchDate, column, text)
            default: throw fault(.badTime, column, text)
            }
        }
    }

    func date(_ text: String, _ column: String) throws(RowFault) -> String {
        // A day is the beginning of a time.
        do throws(TimestampError) { _ = try Timestamp(text + "T00:00:00Z") } catch {
            throw fault(error == .noSuchDate ? .noSuchDate : .badTime, column, text)
        }
        return text
    }

    func integer(_ text: String, _ column: String) throws(RowFault) -> Int64 {
        guard let value = Int64(text), text.first != "+", value.magnitude <= CanonicalJSON.largestInteger.magnitude else {
            throw fault(.badNumber, column, text)
        }
        return value
    }

    /// `2`, `2.00`, `2 瓶`: a whole number with or without the word for what is counted.
    func pieces(_ text: String) throws(RowFault) -> Int64 {
        let number = text.prefix { $0 == "-" || $0 == "." || $0.isASCII && $0.isNumber }
        let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int64($0) }), parts.dropFirst().allSatisfy({ $0.allSatisfy { $0 == "0" } }),
            !text.dropFirst(number.count).contains(where: \.isNumber)
        else { throw fault(.badNumber, "quantity", text) }
        return whole
    }

    func money(_ value: Int64, _ column: String) throws(RowFault) -> Int64 {
        guard value >= 0 else { throw fault(.negativeMoney, column, String(value)) }
        return value
    }

    func flag(_ text: String, _ column: String) throws(RowFault) -> Bool {
        switch text.lowercased() {
        case "true", "1", "yes", "是": true
        case "false", "0", "no", "否": false
        default: throw fault(.badValue, column, text)
        }
    }

    func hash(_ text: String, _ column: String) throws(RowFault) -> String {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw fault(.badValue, column, text) }
        return text
    }

    func key(_ text: String) throws(RowFault) -> ItemKey {
        do throws(Refusal) { return try ItemCode.key(text) } catch { throw .refusal(error) }
    }

    func product(_ text: String) throws(RowFault) -> String {
        do { return try GTIN(text).digits14 } catch {
            throw .refusal(Refusal(.badCode, field: "product", facts: ["code": String(text.prefix(60)), "why": "GTIN"]))
        }
    }

    /// A code made from a document number (一人一码): `p:` and letters or digits. A number itself is refused, unseen.
    func personCode(_ text: String) throws(RowFault) -> PersonCode {
        guard text.hasPrefix("p:"), (3...66).contains(text.utf8.count),
            text.utf8.dropFirst(2).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) })
        else { throw fault(.badPerson, "person", nil) }
        return PersonCode(text)
    }

    func eventID(_ text: String) throws(RowFault) -> String {
        guard text.count <= 200, !MovementContent.isReserved(text), !text.unicodeScalars.contains(where: { $0.value < 0x20 })
        else { throw fault(.badEvent, "event", text) }
        return text
    }
}

import Foundation
import FoundationXML
import Wire

/// One element of XML with all that is in it.
struct EventElement {
    var name: String
    /// Empty for the elements of EPCIS itself, which are in its namespace or in none.
    var namespace: String
    var attributes: [(name: String, value: String)] = []
    var children: [EventElement] = []
    var text = ""

    enum Fault: Error {
        /// Nested deeper than the limit.
        case tooDeep
        /// Not well-formed: why, where it is of a kind that people can do something about.
        case malformed(String)
    }

    /// Parses an element, within the start tags that it stood in, by libxml2.
    static func parse(_ bytes: [UInt8], within startTags: [[UInt8]]) throws(Fault) -> EventElement {
        let names = startTags.map { Array($0.dropFirst().prefix { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 && $0 != 0x3E }) }
        var document = startTags.flatMap { $0 } + bytes
        for name in names.reversed() { document += [0x3C, 0x2F] + name + [0x3E] }
        // Foundation's wrapper ends the process where libxml2 hands it a name that is no UTF-8, and libxml2 does.
        guard UTF8Validation.firstInvalid(in: document) == nil else { throw .malformed("invalidUTF8") }
        let parser = XMLParser(data: Data(document))
        let builder = ElementBuilder(skipping: startTags.count)
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = builder
        let isWellFormed = parser.parse()
        if builder.isTooDeep { throw .tooDeep }
        guard isWellFormed, let root = builder.root else {
            throw .malformed(builder.firstError.flatMap { whys[$0] } ?? "")
        }
        return root
    }

    /// By the numbers of libxml2 (`xmlParserErrors`): Foundation's names for them are off by some on Linux.
    private static let whys: [Int: String] = [
        5: "ends early", 9: "bad character", 8: "bad character", 23: "stray < or &", 26: "undeclared entity", 38: "stray < or &", 42: "attribute twice",
        68: "stray < or &", 76: "wrong end tag", 81: "invalidUTF8",
    ]

    static let depthLimit = 64
}

private final class ElementBuilder: NSObject, XMLParserDelegate {
    private(set) var root: EventElement?
    private(set) var isTooDeep = false
    private(set) var firstError: Int?
    private var stack: [EventElement] = []
    private var depth = 0
    private let skipped: Int

    init(skipping count: Int) { skipped = count }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName qName: String?,
        attributes attributeDict: [String: String] = [:]
    ) {
        depth += 1
        if depth > skipped + EventElement.depthLimit {
            isTooDeep = true
            parser.abortParsing()
            return
        }
        guard depth > skipped else { return }
        let namespace = namespaceURI ?? ""
        // A prefix that is not declared stays with the name, for the rules to refuse.
        let local = namespace.isEmpty ? qName ?? elementName : elementName.split(separator: ":").last.map(String.init) ?? elementName
        var element = EventElement(name: local, namespace: namespace.hasPrefix("urn:epcglobal:epcis") ? "" : namespace)
        element.attributes = attributeDict.filter { $0.key != "xmlns" && !$0.key.hasPrefix("xmlns:") }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        stack.append(element)
    }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
        if firstError == nil { firstError = (parseError as NSError).code }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard !stack.isEmpty else { return }
        stack[stack.count - 1].text += string
    }

    func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) {
        guard !stack.isEmpty else { return }
        stack[stack.count - 1].text += String(decoding: CDATABlock, as: UTF8.self)
    }

    func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?) {
        depth -= 1
        guard depth >= skipped, let element = stack.popLast() else { return }
        if stack.isEmpty { root = element } else { stack[stack.count - 1].children.append(element) }
    }
}

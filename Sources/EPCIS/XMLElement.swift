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

    /// Parses an element, within the start tags that it stood in, by libxml2. Nil where it is not well-formed, or
    /// nested deeper than the limit.
    static func parse(_ bytes: [UInt8], within startTags: [[UInt8]]) -> EventElement? {
        let names = startTags.map { Array($0.dropFirst().prefix { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 && $0 != 0x3E }) }
        var document = startTags.flatMap { $0 } + bytes
        for name in names.reversed() { document += [0x3C, 0x2F] + name + [0x3E] }
        // Foundation's wrapper ends the process where libxml2 hands it a name that is no UTF-8, and libxml2 does.
        guard UTF8Validation.firstInvalid(in: document) == nil else { return nil }
        let parser = XMLParser(data: Data(document))
        let builder = ElementBuilder(skipping: startTags.count)
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = builder
        guard parser.parse(), !builder.isTooDeep else { return nil }
        return builder.root
    }

    static let depthLimit = 64
}

private final class ElementBuilder: NSObject, XMLParserDelegate {
    private(set) var root: EventElement?
    private(set) var isTooDeep = false
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
        let local = elementName.split(separator: ":").last.map(String.init) ?? elementName
        var element = EventElement(name: local, namespace: namespace.hasPrefix("urn:epcglobal:epcis") ? "" : namespace)
        element.attributes = attributeDict.filter { $0.key != "xmlns" && !$0.key.hasPrefix("xmlns:") }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        stack.append(element)
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

import Foundation
import Testing

/// Texts people read, kept as files in `Golden/` so that a change is seen as one. `DUTYFREE_UPDATE_GOLDEN=1` rewrites
/// them; a person reviews the difference.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static func check(_ name: String, _ text: String, at location: SourceLocation = #_sourceLocation) throws {
        let url = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["DUTYFREE_UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let kept = FileManager.default.contents(atPath: url.path).map { String(decoding: $0, as: UTF8.self) }
        let expected = try #require(
            kept, "no Golden/\(name): DUTYFREE_UPDATE_GOLDEN=1 writes it", sourceLocation: location)
        #expect(
            text == expected, "differs from Golden/\(name); DUTYFREE_UPDATE_GOLDEN=1 rewrites it",
            sourceLocation: location)
    }
}

package import Foundation

/// Where the reference vectors are: `$DUTYFREE_REFERENCE`, else `../shared/reference` beside the checkout, else the
/// core set that is copied into the repository (`Tests/Fixtures/reference`). Tests never name counts or results of
/// their own: they run on any folder of this shape.
package enum Reference {
    /// The folders in the order in which a file is looked for.
    package static let folders: [URL] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var folders: [URL] = []
        if let named = ProcessInfo.processInfo.environment["DUTYFREE_REFERENCE"], !named.isEmpty {
            folders.append(URL(filePath: named))
        }
        folders.append(root.deletingLastPathComponent().appending(path: "shared/reference"))
        folders.append(root.appending(path: "Tests/Fixtures/reference"))
        return folders.filter { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// The file or folder `path` (`tlog/roots.json`), or nil, said in one line, where no reference folder has it.
    package static func find(_ path: String) -> URL? {
        for folder in folders {
            let url = folder.appending(path: path)
            if FileManager.default.fileExists(atPath: url.path) { return url }
        }
        print("left out: no reference folder has \(path)")
        return nil
    }

    /// The bytes of `path`, or nil, said in one line, where no reference folder has it.
    package static func data(_ path: String) throws -> Data? {
        guard let url = find(path) else { return nil }
        return try Data(contentsOf: url)
    }
}

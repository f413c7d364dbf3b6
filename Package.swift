// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house and the arrows between them, in one table: each row is a room and what it may import.
// `Tests/HouseTests` reads the `import` lines of every file against the same manifest, because SwiftPM itself does not
// guard the arrows.  docs/architecture.md tells what each room is for.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ arrows: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: arrows, swiftSettings: strict)
}

func tests(of name: String, _ arrows: [Target.Dependency] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.byName(name: name), "Support"] + arrows, swiftSettings: strict)
}

let package = Package(
    name: "dutyfree",
    products: [.executable(name: "dutyfree", targets: ["DutyFreeCLI"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        room("Cryptography", ["COpenSSL"]),
        room("Wire"),
        room("TransparencyLog", ["Cryptography", "Wire"]),
        room("GS1"),
        room("EPCIS", ["Wire", "Cryptography", "GS1"]),
        room("DutyFree", ["GS1", "Wire"]),
        .systemLibrary(name: "CPrefetch"),
        room("StockCount", ["CPrefetch", "GS1", "Wire", "DutyFree"]),
        room("Supervision", ["GS1", "Wire", "DutyFree"]),
        room("Ledger", ["Wire", "Cryptography", "TransparencyLog", "GS1", "DutyFree", "StockCount", "Supervision"]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        room("Evidence", ["CZlib", "Wire", "Cryptography", "TransparencyLog", "GS1", "DutyFree", "Ledger"]),
        room("Interop", ["Wire", "Cryptography", "GS1", "EPCIS", "DutyFree", "Supervision", "Ledger"]),
        .target(
            name: "CSchema", path: "schema", exclude: ["sqlite", "json", "demo", "policy", "templates"], sources: ["schema.c"],
            publicHeadersPath: "include", cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
        .target(name: "CSQLiteOptions"),
        room(
            "SQLiteStore",
            [
                "Wire", "Cryptography", "GS1", "DutyFree", "Supervision", "Ledger", "CSchema", "CSQLiteOptions",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        room("Demo", ["Wire", "GS1", "DutyFree"]),
        .target(name: "CZint", linkerSettings: [.linkedLibrary("zint")]),
        .target(name: "CHaru", linkerSettings: [.linkedLibrary("hpdf")]),
        room("Symbols", ["CZint", "CHaru"]),
        room("Presentation", ["Wire", "GS1", "DutyFree", "StockCount", "Supervision", "Symbols"]),
        .executableTarget(
            name: "DutyFreeCLI",
            dependencies: [
                "Wire", "Cryptography", "TransparencyLog", "GS1", "DutyFree", "StockCount", "Supervision", "Ledger", "Evidence", "EPCIS", "Interop",
                "SQLiteStore", "Demo", "CSchema", "Symbols", "Presentation", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),

        .executableTarget(
            name: "Bench",
            dependencies: [
                "Wire", "Cryptography", "TransparencyLog", "GS1", "DutyFree", "StockCount", "Supervision", "Ledger", "Evidence", "EPCIS", "Interop",
                "SQLiteStore", "CSchema", "Support",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], swiftSettings: strict),

        .target(name: "Support", dependencies: ["Wire", "GS1", "EPCIS"], path: "Tests/Support", swiftSettings: strict),
        tests(of: "Cryptography", ["Wire"]),
        tests(of: "Wire"),
        tests(of: "TransparencyLog", ["Wire", "Cryptography"]),
        tests(of: "GS1"),
        tests(of: "EPCIS", ["GS1", "Wire", "Cryptography"]),
        tests(of: "DutyFree", ["GS1", "Wire"]),
        tests(of: "StockCount", ["DutyFree", "GS1", "Wire", "Cryptography"]),
        tests(
            of: "Supervision",
            [
                "StockCount", "DutyFree", "GS1", "Wire", "Cryptography", "TransparencyLog", "Ledger", "SQLiteStore",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        tests(of: "Symbols"),
        tests(of: "Interop", ["SQLiteStore", "DutyFree", "EPCIS", "Ledger", "Wire", "Cryptography", "TransparencyLog"]),
        tests(of: "Demo", ["DutyFree", "Wire", "CSchema"]),
        tests(
            of: "Ledger",
            [
                "SQLiteStore", "DutyFree", "Wire", "Cryptography", "TransparencyLog", "GS1", "Evidence",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        tests(
            of: "Evidence", ["SQLiteStore", "Ledger", "DutyFree", "GS1", "Wire", "Cryptography", "TransparencyLog", "Symbols"]),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Support", "Wire", "DutyFreeCLI"], exclude: ["Transcripts"],
            swiftSettings: strict),
        .testTarget(name: "HouseTests", swiftSettings: strict),
        .testTarget(
            name: "PresentationTests", dependencies: ["Presentation", "Support", "Wire", "DutyFree"],
            exclude: ["Golden"], swiftSettings: strict),
    ]
)

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
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        room("Cryptography", ["COpenSSL"]),
        room("Wire"),
        room("TransparencyLog", ["Cryptography", "Wire"]),
        room("GS1"),
        room("DutyFree", ["GS1", "Wire"]),
        room("Presentation", ["Wire", "DutyFree"]),

        .target(name: "Support", dependencies: ["Wire"], path: "Tests/Support", swiftSettings: strict),
        tests(of: "Cryptography", ["Wire"]),
        tests(of: "Wire"),
        tests(of: "TransparencyLog", ["Wire", "Cryptography"]),
        tests(of: "GS1"),
        tests(of: "DutyFree", ["GS1", "Wire"]),
        tests(of: "Presentation", ["Wire", "DutyFree"]),
    ]
)

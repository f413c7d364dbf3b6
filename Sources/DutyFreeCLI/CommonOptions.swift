import ArgumentParser

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: "The ledger file; else $DUTYFREE_LEDGER, else ./ledger.dutyfree.", completion: .file())
    var ledger: String?

    @Flag(help: "One JSON object for an answer, JSON Lines for a list.")
    var json = false

    @Option(help: "en or zh-Hans; else LC_ALL, LC_MESSAGES, LANG.", completion: .list(["en", "zh-Hans"]))
    var lang: String?

    @Flag(name: [.short, .long], help: "Only errors and the answer asked for.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Say more of what is done.")
    var verbose = false

    @Flag(name: .customLong("no-color"), help: "No colours.")
    var noColor = false

    @Flag(help: "Ask no questions: yes to all.")
    var yes = false

    @Flag(name: .customLong("no-input"), help: "Ask no questions: fail where one is needed.")
    var noInput = false

    @Flag(help: "Progress as plain lines, also without a terminal.")
    var progress = false
}

/// Options of every command that writes.
struct WritingOptions: ParsableArguments {
    @Option(name: .customLong("as"), help: "The party that records; else $DUTYFREE_PARTY.", completion: .custom(Completions.parties))
    var party: String?

    @Option(help: "The signing key; else $DUTYFREE_KEY, else the ledger's name with .key.", completion: .file())
    var key: String?

    @Option(help: "Seconds to wait for another writer.")
    var wait: Double = 10

    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "All checks, no write.")
    var dryRun = false
}

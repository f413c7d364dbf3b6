import ArgumentParser

/// `count …`: a stock count, step by step, each step an entry.
struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        subcommands: [
            CountPlanCommand.self, CountOpen.self, CountRead.self, CountStatus.self, CountReconcile.self, CountRecount.self, CountApprove.self, CountClose.self,
            CountCancel.self, CountReportCommand.self, CountVerify.self, CountList.self,
        ], defaultSubcommand: CountStatus.self)
}

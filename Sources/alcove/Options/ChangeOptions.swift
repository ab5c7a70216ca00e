import ArgumentParser

/// Options of every command that changes something.
struct ChangeOptions: ParsableArguments {
    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Answer yes to every question.")
    var yes = false
}

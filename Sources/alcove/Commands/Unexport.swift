import ArgumentParser
import Boxes
import Exports
import Upkeep

struct Unexport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unexport",
        abstract: "Take exports back from the host",
        usage: "alcove unexport [options] [app|bin|service|box] <name> ...",
        discussion: """
            Every file that was written goes, and what was kept aside for it comes back. A file \
            that was changed by hand since stays, and is named, unless --force is given.
            """
    )

    @Flag(help: "All exports, of the box or the kind that is named if one is.")
    var all = false

    @Option(
        help: ArgumentHelp("Only those of this box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var box: BoxName?

    @Flag(help: "Remove files that were changed by hand, too.")
    var force = false

    @Argument(
        help: ArgumentHelp(
            "What the exports are called, behind their kind where that is needed.",
            valueName: "name"
        ),
        completion: .exports
    )
    var words: [String] = []

    @OptionGroup var change: ChangeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        host.recoverExports()
        let (kind, names) = reading
        let candidates = try candidates(kind, host)
        if all {
            guard names.isEmpty else {
                throw Failure(
                    "both '--all' and names of exports were given",
                    hint: "Leave one out.",
                    status: 64
                )
            }
            return try forEach(candidates, on: host) { export throws(Failure) in
                try Self.withdraw(export, force: force, change, host)
            }
        }
        guard !names.isEmpty else {
            throw Failure("no export was named", hint: "Name exports, or pass --all.", status: 64)
        }
        try forEach(names, on: host) { name throws(Failure) in
            let export = try Self.one(of: candidates, named: name, kind)
            try Self.withdraw(export, force: force, change, host)
        }
    }

    /// The kind, if the first word is one and others or --all follow; and the names.
    private var reading: (kind: ExportSource.Kind?, names: [String]) {
        guard let first = words.first, words.count > 1 || all,
            let kind = ExportSource.Kind(rawValue: first)
        else { return (nil, words) }
        return (kind, Array(words.dropFirst()))
    }

    private func candidates(
        _ kind: ExportSource.Kind?,
        _ host: Host
    ) throws(Failure) -> [Export] {
        let ledger = host.exporter.ledger
        var exports = ledger.all().exports
        if let box {
            // The name of a box that is gone stands in the ledger alone.
            let id = host.store.has(box) ? try host.record(box).id : nil
            exports = exports.filter {
                if let id { $0.source.box == id } else { $0.boxName == box }
            }
        }
        return exports.filter { kind == nil || $0.source.kind == kind }
    }

    private static func one(
        of candidates: [Export],
        named name: String,
        _ kind: ExportSource.Kind?
    ) throws(Failure) -> Export {
        let found = candidates.filter { $0.source.name == name }
        guard let first = found.first else {
            let near = nearest(to: name, among: candidates.map(\.source.name))
            throw Failure(
                "there is no export '\(name)'",
                hint: near.map { "Did you mean '\($0)'?" } ?? "See 'alcove exports'."
            )
        }
        guard found.count > 1 else { return first }
        let list = found.map { "\($0.source.kind.rawValue) of box '\($0.boxName)'" }
        throw Failure(
            "there are \(found.count) exports '\(name)': \(list.joined(separator: ", "))",
            hint: "Say the kind before the name, or the box with --box.",
            status: 64
        )
    }

    /// Takes one back, or says what that would be.
    static func withdraw(
        _ export: Export,
        force: Bool,
        _ change: ChangeOptions,
        _ host: Host
    ) throws(Failure) {
        if change.dryRun {
            for file in export.files { host.console.result(ExportStep.remove(file.path).words) }
            return
        }
        let kept = try told { () throws(ExportError) in
            try host.exporter.withdraw(export.source, force: force)
        }
        for file in kept { host.console.warn(file.words) }
    }
}

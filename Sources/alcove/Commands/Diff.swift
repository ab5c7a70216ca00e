import ArgumentParser
import Boxes
import Engines
import Linux
import Upkeep

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say how generations of a box differ",
        discussion: """
            Options, packages, and files. Without numbers it is the live generation against the one \
            that 'rollback' goes back to; with one, against the live one. Nothing is run and nothing \
            fetched for it: packages are those written down when the generations were made. Files are \
            those that were written in boxes; where one generation was made from an image, what that \
            has otherwise is told by the packages.
            """
    )

    @Argument(
        help: ArgumentHelp("The box.", valueName: "name"),
        completion: .boxes,
        transform: BoxName.argument
    )
    var name: BoxName

    @Argument(
        help: ArgumentHelp("The generation to begin with.", valueName: "from"),
        completion: .generations,
        transform: Int.countArgument
    )
    var from: Int?

    @Argument(
        help: ArgumentHelp("The generation to end with.", valueName: "to"),
        completion: .generations,
        transform: Int.countArgument
    )
    var to: Int?

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host) }

    func run(on host: Host) throws(Failure) {
        let record = try host.record(name)
        let household = try host.household(of: record)
        guard let first = from ?? record.formerNumber else {
            throw Failure(UpkeepError.noGeneration(name, nil))
        }
        let old = try generation(first, of: record)
        let new = try generation(to ?? record.generation, of: record)
        let notes = [old, new].map { household.notes.note(record.id, generation: $0.number) }
        let difference: FileDifference
        do {
            difference = try household.changedFiles(of: record, from: old, to: new)
        } catch {
            throw Failure(error)
        }
        let packages = notes[0].flatMap { one in
            notes[1].map { PackageDifference(one.packages, $0.packages) }
        }
        let files = difference.files
        if json {
            return host.console.json(GenerationDifference(record, old, new, packages, difference))
        }
        for line in SpecWords.differences(from: old.spec, to: new.spec) {
            host.console.result(line)
        }
        if let packages {
            for line in packages.lines { host.console.result(line) }
        } else {
            let missing = zip([old, new], notes).filter { $0.1 == nil }.map { $0.0.number }
            host.console.note(
                "note: the packages of generation \(missing[0]) were not written down"
            )
        }
        for file in files { host.console.result("\(file.kind.sign) \(file.path.printable)") }
        if !difference.isWhole {
            host.console.note(
                "note: generations between them are gone, and what was changed in these is not known"
            )
        }
        if difference.leftOut > 0 {
            host.console.note("note: \(difference.leftOut) more files were not compared")
        }
    }

    private func generation(_ number: Int, of record: BoxRecord) throws(Failure) -> Generation {
        guard let one = record.generations.first(where: { $0.number == number }) else {
            throw Failure(UpkeepError.noGeneration(name, number))
        }
        return one
    }
}

/// What `diff --json` writes.
struct GenerationDifference: Encodable {
    let version = 1
    let box: String
    let from: Int
    let to: Int
    /// A value of an option that goes has `from`, one that comes has `to`; `show` has their names.
    let options: [SpecWords.Change]
    /// Nil when those of one are not known.
    let packages: [PackageDifference.Change]?
    let files: [File]
    /// How many files were written in one of them at some time, and not compared.
    let filesNotCompared: Int
    /// Whether no generation between them is gone, of which nobody knows what was changed in it.
    let filesAreAll: Bool

    struct File: Encodable {
        let path: String
        /// `added`, `changed` or `deleted`.
        let kind: String
    }

    init(
        _ record: BoxRecord,
        _ old: Generation,
        _ new: Generation,
        _ packages: PackageDifference?,
        _ difference: FileDifference
    ) {
        box = record.name.description
        from = old.number
        to = new.number
        options = SpecWords.changes(from: old.spec, to: new.spec)
        self.packages = packages?.changes
        filesNotCompared = difference.leftOut
        filesAreAll = difference.isWhole
        files = difference.files.map { File(path: $0.path, kind: $0.kind.rawValue) }
    }
}

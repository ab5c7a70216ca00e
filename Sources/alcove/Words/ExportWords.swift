import Boxes
import Exports
import Upkeep

extension Failure {
    init(_ error: ExportError) {
        switch error {
        case .occupied(let path):
            self.init(
                "'\(path)' is there already, and is no export",
                hint: "Pass --force to keep it aside meanwhile, or --as for another name."
            )
        case .taken(let path, let source, let box):
            self.init(
                "'\(path)' is an export of box '\(box)': \(source.kind.rawValue) '\(source.name)'",
                hint: "Pass --as for another name, or withdraw that one with 'alcove unexport'."
            )
        case .changed(let path):
            self.init(
                "'\(path)' was changed by hand since it was exported",
                hint: "Pass --force to keep it aside and write it anew."
            )
        case .badPath(let path):
            self.init("'\(path)' cannot be a file's path", hint: "Pass --as for another name.")
        case .missing(let kind, let name):
            self.init(
                "there is no export '\(name)' of that kind: \(kind.rawValue)",
                hint: "'alcove exports' lists them."
            )
        case .badEntry(let path, let fault):
            self.init(
                "the ledger's '\(path)' \(fault.words)",
                hint: "Move it away; the files that it tells of stay."
            )
        case .locked(let process):
            let who = process.map { "process \($0)" } ?? "another process"
            self.init("exports are being changed by \(who)", hint: "Try again when it is done.")
        case .noProgram(let name):
            self.init(
                "the box has no program '\(name)'",
                hint: "Name one that is in its PATH, or a path in the box."
            )
        case .notProgram(let path):
            self.init("'\(path)' in the box is no program", hint: "Name a file that can be run.")
        case .badProgram(let name):
            self.init(
                "'\(name)' cannot be a program's name",
                hint: "Pass --as for another one.",
                status: 64
            )
        case .ownName(let name):
            self.init(
                "'\(name)' is what exports call, and cannot be one",
                hint: "Pass --as for another name.",
                status: 64
            )
        case .service(let error): self.init(error)
        case .app(let error): self.init(error)
        case .box(let error):
            self.init("the box's files cannot be read", details: [error.reason])
        case .system(let error): self.init(error)
        }
    }
}

/// Does what exports need, with its error in words.
func told<Value>(_ body: () throws(ExportError) -> Value) throws(Failure) -> Value {
    do { return try body() } catch { throw Failure(error) }
}

extension KeptFile {
    /// What the user is told of it.
    var words: String {
        switch reason {
        case .changed: "'\(path)' was changed by hand, and stays"
        case .aside(let place):
            "'\(path)' stays: it was kept aside for '\(place)', where something else is by now"
        }
    }
}

extension ExportNews {
    /// What the user is told of it.
    var words: String {
        switch self {
        case .kept(let file): file.words
        case .stale(let kind, let name, let error):
            "the export of \(kind.rawValue) '\(name)' has the old name still: "
                + Failure(error).message
        case .left(let error): "not all exports were taken back: \(Failure(error).message)"
        }
    }
}

extension ExportStep {
    /// What would be done.
    var words: String {
        switch self {
        case .write(let path): "write '\(path)'"
        case .keep(let path, let place): "keep '\(path)' as '\(place)'"
        case .remove(let path): "remove '\(path)'"
        }
    }
}

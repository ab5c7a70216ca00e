import Boxes
import Linux
import Manifests
import Projects
import TestSupport

/// A project in a directory of its own, and a person who says yes or no to it.
final class ProjectFolder {
    let place: TemporaryFolder
    let project: Project
    let grants: GrantStore
    let shims: ShimFolders

    init(_ manifest: String? = nil, box: String? = nil) throws {
        place = try TemporaryFolder()
        try File.makeDirectories(place.path + "/p", mode: 0o755)
        project = Project(folder: place.path + "/p")
        grants = GrantStore(folder: place.path + "/projects")
        shims = ShimFolders(folder: place.path + "/shims", program: "/opt/it's/alcove")
        if let manifest { try write(manifest) }
        if let box { try make(box) }
    }

    /// What tells that a box is there.
    func record(_ box: String) -> String { "\(place.path)/boxes/\(box).json" }

    func make(_ box: String) throws { try place.write("boxes/\(box).json", "{}") }

    func write(_ text: String, to name: String = "alcove.toml") throws {
        try place.write("p/\(name)", text)
    }

    func read(over known: Closure = Closure()) throws -> ClosureReading {
        try ClosureReading(
            project,
            Manifest.Circumstances(home: "/home/amy", host: "here", architecture: nil),
            over: known
        )
    }

    @discardableResult
    func allow(_ mode: ActivationMode? = nil) throws -> Grant {
        let reading = try read()
        var grant = Grant(folder: project.folder, .allowed)
        grant.closure = reading.closure
        grant.activation = Activation(reading.manifest)
        grant.mode = mode
        grant.powers = Power.all(of: reading.manifest, folder: project.folder)
        try grants.write(grant)
        return grant
    }

    func answer(_ present: HookAnswer.Present = .none) -> HookAnswer {
        HookAnswer(Project.nearest(from: project.folder), present, surroundings)
    }

    var surroundings: HookAnswer.Surroundings {
        HookAnswer.Surroundings(
            grants: grants,
            shims: shims,
            memory: memory,
            moments: place.path + "/moments",
            settings: [place.path + "/config.toml"],
            boxes: HookAnswer.Surroundings.KnownBoxes(file: { self.record($0.description) }),
            mode: { .shims }
        )
    }

    var grant: Grant? { grants.grant(of: project.key) }

    var memory: AnswerMemory {
        AnswerMemory(
            folder: place.path + "/answers",
            program: place.path + "/program",
            origins: [place.path + "/projects"]
        )
    }

    var state: ProjectState { ProjectState(of: project, in: grants) }
}

extension HookAnswer {
    /// The calls, but for the files that are watched.
    var deeds: [[String]] { calls.filter { $0.first != "_alcove_watch" } }
    /// The folder that is watched.
    var folder: String? { calls.first { $0.first == "_alcove_watch" }?[1] }
}

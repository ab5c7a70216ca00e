import Boxes
import Linux
import Projects
import Upkeep

/// Which box a session is in when none is named.
struct DefaultBox {
    let host: Host

    /// The box of that name; else the one that the words come from; else that of the project here, if
    /// it was allowed; else the configured one; else the only one there is.
    ///
    /// `enter` offers to make one where there is none.
    func name(for options: SessionOptions) throws(Failure) -> BoxName {
        if let given = options.name {
            do { return try BoxName(given) } catch { throw Failure(error) }
        }
        if let calling = try host.callingBox() { return calling }
        if let project = try projectsBox() { return project }
        if let configured = host.configuration.box { return try check(configured) }
        let names = host.store.names()
        if let only = names.first, names.count == 1 { return only }
        if names.isEmpty {
            return options.verb == .enter ? try makeFirst(options) : try refuse()
        }
        throw Failure(
            "there are \(names.count) boxes, and none is the default",
            hint: "Name one of them: \(names.map(\.description).joined(separator: ", ")).",
            status: 125
        )
    }

    /// The box of the project in whose folder this is.
    private func projectsBox() throws(Failure) -> BoxName? {
        guard let project = Project.nearest(from: ".") else { return nil }
        let manifest = project.manifest.printable
        switch ProjectState(of: project, in: host.grants) {
        case .denied: return nil
        case .unknown:
            host.console.note("'\(manifest)' is not allowed, so no box of its is meant")
            return nil
        case .changed:
            throw Failure(
                "'\(manifest)' is not what was allowed",
                hint: "See what changed with 'alcove allow', or name a box.",
                status: 125
            )
        case .allowed(let grant):
            guard let box = grant.activation?.box else { return nil }
            if host.store.has(box) {
                guard let owner = host.owner(of: box, otherThan: project.manifest) else {
                    return box
                }
                let isTaken = owner != .nobody
                throw Failure(
                    "box '\(box)' is not of '\(manifest)'",
                    hint: isTaken
                        ? "Give the one of the manifest another name, or name a box."
                        : "Take it over with 'alcove apply --adopt', or name a box.",
                    status: 125
                )
            }
            throw Failure(
                "box '\(box)' of '\(manifest)' is not made yet",
                hint: "Make it with 'alcove apply'.",
                status: 125
            )
        }
    }

    /// What a command of a project's box says that is called before the box is made, or after it was
    /// removed; nil for a box that is not of the project whose commands the caller has.
    func unmade(_ name: BoxName) -> Failure? {
        guard !host.store.has(name), let folder = host.environment["ALCOVE_PROJECT"],
            host.grants.grant(of: folder)?.activation?.boxes.contains(name) == true
        else { return nil }
        let call = PastedCommand.shown("alcove apply", folder) ?? "'alcove apply' with its path"
        return Failure(
            "box '\(name)' of '\(folder)' is not made yet",
            hint: "Make it with \(call).",
            status: 125
        )
    }

    /// The box that the settings name must be there: nobody named it just now.
    private func check(_ setting: Setting<BoxName>) throws(Failure) -> BoxName {
        if host.store.has(setting.value) { return setting.value }
        do {
            return try host.record(setting.value).name
        } catch {
            let place = "\(setting.origin.file):\(setting.origin.line)"
            throw Failure(
                error.message,
                hint: "It is the default of \(place): make it, or name another one there.",
                details: error.details,
                status: 125
            )
        }
    }

    private func refuse() throws(Failure) -> BoxName {
        throw Failure("there is no box yet", hint: "Make one with 'alcove create'.", status: 125)
    }

    private func makeFirst(_ options: SessionOptions) throws(Failure) -> BoxName {
        if !options.yes {
            guard host.console.canAsk else { return try refuse() }
        }
        let making = try BoxMaking(on: host, Interruption())
        let image = try making.defaultImage()
        let question = "There is no box yet. Make one from '\(image)'?"
        guard options.yes || host.console.agrees(question) else { throw .declined(status: 125) }
        return try Create.plain.make(image, making)
    }
}

extension Host {
    /// The box that was named, else the one in which `alcove` was called.
    func box(meantBy given: BoxName?) throws(Failure) -> BoxName {
        if let given { return given }
        if let calling = try callingBox() { return calling }
        throw Failure(
            "no box was named",
            hint: "Name one of 'alcove list'; without a name, a command in a box means that one.",
            status: 64
        )
    }

    /// The box in which `alcove` was called, when this is the host's side of that; it is meant where
    /// none is named.
    func callingBox() throws(Failure) -> BoxName? {
        guard let words = environment["ALCOVE_BOX"], !words.isEmpty else { return nil }
        do {
            return try record(try BoxName(words)).name
        } catch let error as BoxError {
            throw Failure(error)
        } catch let error as Failure {
            throw error.with(hint: "It is what ALCOVE_BOX says; name another one.")
        } catch {
            return nil
        }
    }
}

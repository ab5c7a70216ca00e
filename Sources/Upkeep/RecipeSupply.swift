import Boxes
import Engines
import Linux

/// Images built from a Containerfile of the user's.
extension ImageSupply {
    /// The repository of all such images; no registry is ever asked for it.
    package static let recipes = "localhost/alcove/recipe"

    func build(
        _ path: String,
        _ order: Order,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> BoxRecord.ImageMark {
        let recipe = try Recipe(path, order.known)
        let context = try RecipeContext(recipe)
        let files = try onSystem { () throws(SystemError) in
            try context.fingerprint { events(.reading) }
        }
        guard let files else { throw .cancelled }
        let words = [files, recipe.file, order.platform ?? ""].joined(separator: "\n")
        let mark = Checksum(of: Array(words.utf8)).digits
        let name = ImageSource.recipe(path).boxName.imageWord
        let reference = "\(Self.recipes)/\(name):\(mark)"
        if order.pull == .missing || order.pull == .never,
            let image = try built(reference, mark)
        {
            return image
        }
        if order.pull == .never { try checkBases(recipe) }
        let request = BuildRequest(
            reference: reference,
            file: recipe.file,
            labels: [Label.recipe: mark],
            arguments: proxies,
            platform: order.platform,
            pull: order.pull,
            authfile: order.authfile
        )
        let id = try run(request, RecipeStream(context), events)
        return BoxRecord.ImageMark(reference: reference, id: id)
    }

    private func run(
        _ request: BuildRequest,
        _ stream: RecipeStream,
        _ events: (SupplyEvent) -> Bool
    ) throws(UpkeepError) -> String {
        let outcome = try Journal(places).noting(request, on: engine) {
            (request) throws(EngineError) in
            try engine.build(request, context: .pieces({ stream.piece() })) {
                events(.building($0))
            }
        }
        do {
            return try outcome.get()
        } catch {
            if let failure = stream.failure { throw failure }
            throw error == .cancelled ? .cancelled : .engine(error)
        }
    }

    /// The image that was made of the same files before.
    private func built(
        _ reference: String,
        _ mark: String
    ) throws(UpkeepError) -> BoxRecord.ImageMark? {
        let image = try onEngine { () throws(EngineError) in try engine.image(reference) }
        // Anybody may give an image this name; ours says by its label what it is.
        guard let image, image.labels[Label.recipe] == mark else { return nil }
        return BoxRecord.ImageMark(reference: reference, id: image.id)
    }

    /// Docker fetches what it does not have, so that it must not come to that.
    private func checkBases(_ recipe: Recipe) throws(UpkeepError) {
        for base in try recipe.bases() {
            let image = try onEngine { () throws(EngineError) in try engine.image(base) }
            if image == nil { throw .image(.notLocal(base)) }
        }
    }

    /// The variables that say by which proxies the world is reached.
    private var proxies: [String: String] {
        var all: [String: String] = [:]
        for variable in environment {
            let text = variable.text
            guard let sign = text.firstIndex(of: "=") else { continue }
            all[String(text[..<sign])] = String(text[text.index(after: sign)...])
        }
        return NetworkRoute.proxies(EnvironmentVariables(all))
    }
}

extension BoxName {
    /// As a part of an image's name, in which separators stand alone.
    var imageWord: String {
        description.lowercased().split { "._-".contains($0) }.joined(separator: "-")
    }
}

import Engines
import Linux
import Upkeep

extension Failure {
    /// The failures of an engine that are about an image.
    init(image error: EngineError) {
        switch error {
        case .noSuchImage(let name):
            self.init(
                "the engine has no image '\(name)'",
                hint: "Let it be fetched with '--pull missing'."
            )
        case .badReference(let words):
            self.init(
                "'\(words)' is not a name for an image",
                hint: "Write one like fedora:42 or quay.io/fedora/fedora:42."
            )
        case .unauthorized(let image, let reason):
            self.init(
                "the registry does not let you have '\(image)'",
                hint: "Check the name; if it needs a login, use 'podman login' or --authfile.",
                details: [reason]
            )
        case .badConfiguration(let place, let reason):
            self.init(
                "'\(place)' cannot be used",
                hint: "Mend it, log in anew with the engine, or name another with --authfile.",
                details: [reason]
            )
        case .noRegistry(let image, let reason):
            self.init(
                "no registry is known for the image '\(image)'",
                hint: "Check the name, or write its registry, too: quay.io/fedora/fedora:42. "
                    + "A file or folder has './' before it.",
                details: [reason]
            )
        case .notInRegistry(let image, let reason):
            self.init(
                "the registry has no image '\(image)'",
                hint: "Check the name and the tag.",
                details: [reason]
            )
        case .registryUnreachable(let image, let reason):
            self.init(
                "the registry of '\(image)' cannot be reached",
                hint: "Check the network; an image that is here already needs none.",
                details: [reason]
            )
        case .badArchive(let reason):
            self.init(
                "the archive holds no image that the engine knows",
                hint: "It may be cut short. 'podman save' and 'docker save' write such archives.",
                details: [reason]
            )
        case .imageInUse(let image, let reason):
            self.init(
                "the image '\(image)' is in use",
                hint: "Remove what was made from it first.",
                details: [reason]
            )
        case .buildFailed(let failure): self.init(failure)
        default: self.init(error)
        }
    }

    /// How a build failed: the last lines first, as they say more than the engine.
    init(_ failure: BuildFailure) {
        guard let step = failure.step else {
            self.init("the image could not be built", details: failure.details)
            return
        }
        self.init(
            "step \(step.number) of \(step.count) of the build failed",
            hint: "Mend the Containerfile; --verbose shows all that the build says.",
            details: failure.details
        )
    }

    init(_ fault: ImageFault) {
        switch fault {
        case .noFile(let path):
            self.init(
                "there is no file '\(path)'",
                hint: "An image of a registry is written without './' or '/' before it."
            )
        case .notRegular(let path):
            self.init(
                "'\(path)' is no regular file",
                hint:
                    "Give an archive or a Containerfile; what comes from a pipe is written to a file first."
            )
        case .notArchive(let path):
            self.init(
                "'\(path)' is neither an image archive nor a root filesystem",
                hint: "Give a tar of either, packed with gzip, bzip2, xz or zstd if at all."
            )
        case .noRecipe(let folder):
            self.init(
                "there is no Containerfile in '\(folder)'",
                hint: "Write one there, or name the file itself."
            )
        case .unknownRecipe(let path):
            self.init(
                "'\(path)' is none of the files that were allowed",
                hint: "'alcove apply' shows what is different, and asks."
            )
        case .badIgnore(let path, let line):
            self.init("'\(path)' has no pattern in line \(line)")
        case .changing(let path):
            self.init(
                "'\(path)' was changed while it was read",
                hint: "Try again when nothing writes to it."
            )
        case .missingProgram(let program, let path):
            self.init(
                "'\(path)' is packed with '\(program)', which is not installed",
                hint: "Install '\(program)', or unpack the file."
            )
        case .unpackFailed(let path, let program):
            self.init(
                "'\(program)' could not unpack '\(path)'",
                hint: "The file may be damaged or cut short."
            )
        case .several(let path, let names):
            self.init(
                "'\(path)' holds several images",
                hint: "Load it with the engine and name one, or make an archive of one.",
                details: names
            )
        case .otherPlatform(let path, let wanted, let platforms):
            self.init(
                "'\(path)' holds no image for \(wanted)",
                hint: "Give one that was made for this machine.",
                details: platforms
            )
        case .foreign(let image, let wanted, let platforms):
            self.init(
                "the image '\(image)' is not for \(wanted) but for \(platforms.joined(separator: ", "))",
                hint: "Name that with --platform if this machine can run it, or take another image."
            )
        case .brokenArchive(let path, .noImage):
            self.init(
                "'\(path)' holds something else than an image",
                hint: "Give an archive that 'podman save' or 'docker save' wrote."
            )
        case .brokenArchive(let path, let fault):
            self.init(
                "the image archive '\(path)' is damaged: \(fault.words)",
                hint: "Write it again; it may have been cut short."
            )
        case .notLocal(let name):
            self.init(
                "the image '\(name)' is not here",
                hint: "Let it be fetched with '--pull missing'."
            )
        case .leadsOut(let path, let place):
            self.init(
                "the image leads '\(path)' to '\(place)', which is not its own",
                hint: "Such a link could make the engine write among the host's files; "
                    + "use another image, or another path for the volume."
            )
        case .noBootstrap(let family):
            self.init(
                "there is no recipe for making an image of '\(family)'",
                hint: "Name an image of a registry instead."
            )
        case .missingBootstrap(let program, let package):
            self.init(
                "'\(program)' is not installed",
                hint: "Install the package '\(package)' on the host."
            )
        case .bootstrapFailed(let program, let ending, let log):
            self.init(
                "'\(program)' \(ending.words)",
                hint: "Check the release's name, and that the mirror can be reached.",
                details: log
            )
        case .essentialsFailed(let failure):
            self.init(
                "the essentials could not be added to the image",
                hint: "See more with --verbose, or make the box with --bare.",
                details: failure.details
            )
        case .packagesFailed(let names, let failure):
            self.init(
                "\(names.packages) could not be installed",
                hint: "Name other packages, or see more with --verbose.",
                details: failure.details
            )
        case .carriedFailed(let names, let byHand, let failure):
            self.init(
                "\(names.packages) could not be installed",
                hint: "\(byHand.wayOut) '--drift drop'.",
                details: failure.details
            )
        case .buildCommandFailed(let command, let failure):
            self.init(
                "the build command '\(command)' failed",
                hint: "It runs as root while the image is made; see more with --verbose.",
                details: failure.details
            )
        case .unknownHost(let id):
            self.init(
                "no image is known for this host's distribution, '\(id)'",
                hint: "Name one, like '--image fedora:42'."
            )
        }
    }
}

extension BuildFailure {
    /// What the step printed, and how it ended.
    fileprivate var details: [String] {
        guard let step else { return [reason] }
        let ending = exitCode.map { " ended with status \($0)" } ?? ""
        return log + ["\(step.text)\(ending)"] + (exitCode == nil ? [reason] : [])
    }
}

extension ArchiveFault {
    /// As the end of a sentence about an archive.
    fileprivate var words: String {
        switch self {
        case .missing(let file): "its '\(file)' is missing or cut short"
        case .malformed(let file): "its '\(file)' is not as the format has it"
        case .tooLarge(let file): "its '\(file)' is too large"
        case .noImage: "there is no image in it"
        case .incomplete: "it breaks off, or is no plain tar"
        }
    }
}

extension Ending {
    /// As the end of a sentence about a program.
    var words: String {
        switch self {
        case .code(let code): "ended with status \(code)"
        case .signal(let signal): "was killed by signal \(signal)"
        }
    }
}

extension [String] {
    fileprivate var packages: String {
        "the package\(count == 1 ? "" : "s") \(map { "'\($0)'" }.joined(separator: ", "))"
    }

    /// What becomes of packages that were installed by hand and cannot be had again; ends before the option.
    var wayOut: String {
        let list = map { "'\($0)'" }.joined(separator: ", ")
        return
            "By hand came \(list): take \(count == 1 ? "it" : "them") away with 'alcove uninstall', "
            + "or leave behind all that was done by hand, with"
    }
}

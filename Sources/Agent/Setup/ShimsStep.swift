import Linux
import Wire

/// Lets commands of the host's be called in the box by their names, as links to this program.
///
/// In `/usr/local/bin`, where no package puts anything, and nobody's file is replaced. What opens an
/// address is among them as long as the image has nothing for it, and the box may use the host's.
func setUpShims(_ context: inout SetupContext) throws(SetupFailure) {
    var wanted = context.setup.shims
    let openers = ["usr/bin/\(HostShims.opener)", "bin/\(HostShims.opener)"]
    let hasOpener = openers.contains { context.root.statusOfLink($0) != nil }
    // Where the box may not, a program that says so would only stand before others that are of use.
    if !hasOpener, context.setup.opensOnHost, !wanted.contains(HostShims.opener) {
        wanted.append(HostShims.opener)
    }
    let before = (context.state["shims"] ?? "").split(separator: " ").map(String.init)
    for name in before where !wanted.contains(name) && HostShims.isOurs(name, in: context.root) {
        try attempt { () throws(SystemError) in try context.root.remove(HostShims.path(name)) }
    }
    var taken: [String] = []
    for name in wanted where !HostShims.isOurs(name, in: context.root) {
        // What was ours and is not there any more was taken away.
        if context.root.statusOfLink(HostShims.path(name)) != nil {
            taken.append(name)
        } else if !before.contains(name) || context.setup.shims.contains(name) {
            try attempt { () throws(SystemError) in
                try context.root.makeDirectories(HostShims.folder)
                try context.root.link(HostShims.path(name), to: HostShims.program)
            }
        }
    }
    context.state["shims"] = wanted.joined(separator: " ")
    let named = taken.filter(context.setup.shims.contains)
    if let first = named.first {
        let path = "/\(HostShims.path(first))"
        throw SetupFailure("'\(path)' of the box is there already; it stays what it is")
    }
}

/// Commands of the host's in a box.
enum HostShims {
    static let opener = OpenerWord.program
    static let folder = "usr/local/bin"
    static let program = "/.alcove/init"

    static func path(_ name: String) -> String { "\(folder)/\(name)" }

    static func isOurs(_ name: String, in root: borrowing Folder) -> Bool {
        root.target(path(name)) == program
    }
}

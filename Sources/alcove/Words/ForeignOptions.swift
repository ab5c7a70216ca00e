/// Options that people bring along from other tools, or from other commands of this one.
enum ForeignOptions {
    /// What to write instead of an option that the command lacks; nil when nothing is known.
    static func hint(_ option: String, of command: String) -> String? {
        let own: String? =
            switch command {
            case "create", "try": creation(option, command)
            case "edit": edit(option)
            case "clone", "rename": option == "--name" || option == "-n" ? twoNames(command) : nil
            case "install", "uninstall": package(option, command)
            case "list": ["-a", "--all"].contains(option) ? allListed : nil
            case "start", "stop", "restart", "rm": option == "-a" ? "Did you mean '--all'?" : nil
            case "logs": ["-n", "--lines"].contains(option) ? "Did you mean '--tail'?" : nil
            case "prune": ["-f", "--force"].contains(option) ? "Did you mean '--yes'?" : nil
            case "alcove": option == "-V" ? "Did you mean '--version'?" : nil
            default: nil
            }
        return own ?? session(option, command)
    }

    private static let allListed = "All boxes are listed, running or not."

    private static func creation(_ option: String, _ command: String) -> String? {
        switch option {
        case "--name" where command == "create", "-n" where command == "create":
            "The name stands alone: 'alcove create NAME --image IMAGE'."
        case "--rm" where command == "create": "'alcove try IMAGE' makes a throw-away box."
        case "--clone", "-c": "'alcove clone NAME NEW-NAME' makes a box from another."
        case "--additional-packages", "-ap", "--packages": "Did you mean '--package'?"
        case "--distro", "-d", "--release", "-r":
            command == "create"
                ? "The image says both: 'alcove create NAME --image fedora:42'."
                : "The image says both: 'alcove try fedora:42'."
        default: nil
        }
    }

    private static func edit(_ option: String) -> String? {
        switch option {
        case "--name", "-n": "'alcove rename NAME NEW-NAME' gives a box another name."
        case "--package", "-p": "'alcove install' and 'alcove uninstall' change packages."
        case "--image", "-i", "--bare", "--pull", "--authfile":
            "It matters only when a box is made; make another box with it."
        default: nil
        }
    }

    private static func package(_ option: String, _ command: String) -> String {
        option == "--name" || option == "-n"
            ? "Did you mean '--box'?"
            : "See 'alcove help \(command)'; with options of its own, the manager is called by "
                + "'alcove run --root BOX -- …'."
    }

    private static func twoNames(_ command: String) -> String {
        "The names stand alone: 'alcove \(command) NAME NEW-NAME'."
    }

    private static func session(_ option: String, _ command: String) -> String? {
        switch option {
        case "--rm" where command == "run": "'alcove try IMAGE' makes a throw-away box."
        case "--name" where command == "enter", "-n" where command == "enter":
            "The name stands alone: 'alcove enter NAME'."
        case "--name" where command == "run", "-n" where command == "run":
            "The name stands alone: 'alcove run NAME -- COMMAND'."
        case "-it", "-ti", "-i", "-t", "--tty", "--interactive":
            "Leave it out: a session has a terminal where its caller has one."
        case "--user", "-u": "Sessions are yours; '--root' makes them the box's root's."
        default: nil
        }
    }
}

import Boxes
import Exports
import Linux

/// What a box that runs has to offer, by the names of files in it; none is started for it.
struct BoxContents {
    private let files: (any BoxFiles)?

    init(_ box: BoxName?, on host: Host) {
        guard let box, host.isUp(box) else {
            files = nil
            return
        }
        // What cannot be looked into offers nothing.
        files = try? host.openFiles(box)
    }

    /// What is in the `PATH` of its sessions.
    var programs: [String] {
        // A box that breaks off says nothing more.
        let path = (try? files?.variable("PATH")) ?? ""
        return names(in: path.split(separator: ":").map(String.init)) { entry in
            entry.isExecutable
        }
    }

    var apps: [String] {
        let places = ["/usr/share/applications", "/usr/local/share/applications"]
        return names(in: places) { $0.name.text.hasSuffix(".desktop") }
            .map { String($0.dropLast(".desktop".count)) }
    }

    var services: [String] {
        let places = ["/usr/lib/systemd/user", "/usr/lib/systemd/system", "/etc/systemd/system"]
        return names(in: places) { entry in
            // Not what is a service only with an instance's name.
            entry.name.text.hasSuffix(".service") && !entry.name.text.hasSuffix("@.service")
        }
        .map { String($0.dropLast(".service".count)) }
    }

    private func names(in folders: [String], _ isMeant: (BoxFileEntry) -> Bool) -> [String] {
        var names: Set<String> = []
        for folder in folders {
            // Many a folder of PATH is not there.
            for entry in (try? files?.entries(of: folder)) ?? [] where entry.kind == .file {
                if isMeant(entry) { names.insert(entry.name.text) }
            }
        }
        return names.sorted()
    }
}

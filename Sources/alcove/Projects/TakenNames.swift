import Boxes
import Linux
import Projects
import Upkeep

/// Names of boxes that a new manifest had better not have: two projects' boxes of one name are one box.
struct TakenNames {
    private let host: Host
    private let manifest: String
    private let grants: [Grant]

    /// Those of others than the manifest of a folder.
    init(for folder: String, on host: Host) {
        let project = Project(folder: File.realPath(folder) ?? folder)
        self.host = host
        manifest = project.manifest
        grants = host.grants.all.filter { $0.folder != project.key }
    }

    /// Whose a box of that name is, as the end of a sentence; nil when the name is free.
    func owner(of name: BoxName) -> String? {
        switch host.owner(of: name, otherThan: manifest) {
        case .manifest(let owner)?: return "of '\(owner.printable)'"
        case .nobody?: return "there already"
        case nil: break
        }
        if host.store.has(name) { return nil }
        let box = name.description
        let grant = grants.first { grant in grant.powers.contains { $0.box.isSame(as: box) } }
        return grant.map { "of '\($0.folder.printable)'" }
    }
}

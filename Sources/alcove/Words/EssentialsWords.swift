import Boxes
import Upkeep

extension BoxRecord.Lack {
    /// What the box has instead of essentials, and how it gets them.
    func words(_ name: BoxName) -> String {
        switch self {
        case .network: "missing, as the network was; alcove install --essentials \(name)"
        case .profile: "none, as no profile knows the distribution"
        case .manager: "none, as the image has no package manager"
        }
    }

    /// The same when the box is made.
    func warning(_ name: BoxName, _ packages: [String]) -> String {
        let what = packages.isEmpty ? "" : " and without \(packages.joined(separator: ", "))"
        return switch self {
        case .network:
            "the lists of packages cannot be fetched: box '\(name)' is made without essentials"
                + "\(what); 'alcove install --essentials \(name)' adds them later"
        case .profile:
            "no profile knows the image's distribution: box '\(name)' is made without essentials"
        case .manager:
            "the image has no package manager: box '\(name)' is made without essentials"
        }
    }

    /// Whether something can be done about it.
    var canBeMended: Bool { self == .network }
}

/// What holds for a project now.
package enum ProjectState: Equatable, Sendable {
    /// Nobody said anything about it: it is not even read.
    case unknown
    case denied
    /// It is not what was allowed.
    case changed(Grant)
    case allowed(Grant)

    package init(of project: Project, in grants: GrantStore) {
        guard let grant = grants.grant(of: project.key) else {
            self = .unknown
            return
        }
        switch grant.decision {
        case .denied: self = .denied
        case .allowed: self = grant.closure.isUnchanged ? .allowed(grant) : .changed(grant)
        }
    }
}

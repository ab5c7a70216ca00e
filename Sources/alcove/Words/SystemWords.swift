import Linux

extension Failure {
    init(_ error: SystemError) {
        self.init("\(error)", hint: error.hint)
    }
}

extension SystemError {
    /// What can be done about it, where that is plain.
    fileprivate var hint: String? {
        switch code {
        case Errno.noSpace: "Make room on that disk."
        case Errno.permissionDenied, Errno.notPermitted: "Look at whose it is, and its mode."
        case Errno.readOnly: "That file system is read-only; XDG_STATE_HOME may name another place."
        default: nil
        }
    }
}

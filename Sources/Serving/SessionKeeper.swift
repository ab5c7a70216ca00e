package import Linux
package import Wire

/// Who has a server of sessions: says who may have one, what it is, and hears what becomes of it.
package protocol SessionKeeper: AnyObject {
    /// Whether that process may talk to this one.
    func admits(_ peer: UnixSocket.Peer) -> Bool

    /// What is to be started for a request, or why nothing is.
    func order(for request: SessionRequest) throws(Refusal) -> SessionOrder

    /// A caller said something that is not about a session.
    func hear(_ call: Call, from connection: Connection)

    /// What the caller of a session that begins is to be told.
    func takeWarnings() -> [String]

    /// A session is over, and no longer among the server's; its caller is told after this.
    ///
    /// - Returns: whether the end was the command's own. One that was not is told by the
    ///   connection's end.
    func finished(_ session: Session) -> Bool

    /// A signal came that is not about a child.
    func heed(signal: Int32)

    /// The moment for which this waits besides, in milliseconds of the clock.
    var nextMoment: Int64? { get }

    /// A moment came: perhaps that one.
    func advance(to now: Int64)

    func log(_ line: String)
}

/// A process that is to be started for a request, its streams apart.
package struct SessionOrder {
    package var plan: SessionPlan
    package var directories: Directories
    /// What it is called in listings and refusals.
    package var words: [[UInt8]]
    /// What the keeper wants to know of the session again when it is over.
    package var mark: [UInt8] = []

    package init(plan: SessionPlan, directories: Directories, words: [[UInt8]]) {
        self.plan = plan
        self.directories = directories
        self.words = words
    }
}

/// Where a session may begin, best first.
package struct Directories: Equatable {
    package var candidates: [[UInt8]]
    /// From this index on it is another place than the caller's.
    package var elsewhere: Int

    package init(candidates: [[UInt8]], elsewhere: Int) {
        self.candidates = candidates
        self.elsewhere = elsewhere
    }
}

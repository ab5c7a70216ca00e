/// How a box that runs a system is ended.
enum SystemStop {
    /// SIGRTMIN+3, by which a system is asked to halt; SIGTERM would have it begin anew.
    static let signal: Int32 = 37
    /// Seconds that its services have for that.
    static let usual = 30
}

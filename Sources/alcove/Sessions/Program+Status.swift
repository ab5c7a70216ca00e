import Linux

extension Program {
    /// Runs it, and gives lines of its output to `watch`, and nil now and then, which answers whether to go on.
    ///
    /// - Returns: its exit status as a shell counts, 128 and the number of a signal that ended it; nil when it was
    ///   told to end.
    func status(_ watch: (String?) -> Bool) throws(Failure) -> Int32? {
        do {
            switch try run(watch: watch) {
            case .code(let code)?: return Int32(code)
            case .signal(let signal)?: return 128 + Int32(signal)
            case nil: return nil
            }
        } catch {
            throw Failure(error)
        }
    }
}

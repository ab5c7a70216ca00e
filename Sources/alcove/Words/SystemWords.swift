import Linux

extension Failure {
    init(_ error: SystemError) {
        self.init("\(error)")
    }
}

/// What `run` does with its words.
struct RunSession {
    let host: Host

    func run(_ options: SessionOptions) throws(Failure) -> Int32 {
        let name = try DefaultBox(host: host).name(options.name)
        return try SessionLauncher(host: host).launch(options, in: name)
    }
}

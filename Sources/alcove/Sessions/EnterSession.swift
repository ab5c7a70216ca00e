import Boxes
import Upkeep

/// What `enter` does with its words: without a box it offers to make one.
struct EnterSession {
    let host: Host

    func run(_ options: SessionOptions) throws(Failure) -> Int32 {
        if options.name == nil, Store(host.places).names().isEmpty, host.configuration.box == nil {
            try host.makeFirstBox(options)
        }
        let name = try DefaultBox(host: host).name(options.name)
        return try SessionLauncher(host: host).launch(options, in: name)
    }
}

import Boxes
import Engines
import Linux

extension Journal {
    /// Has an engine build an image by `body`, which is given the request to make.
    ///
    /// What a command that is killed leaves of it, or an engine, is ended by the next one. The outcome is the build's;
    /// what is thrown is that it could not be written down.
    func noting(
        _ request: BuildRequest,
        on engine: any Engine,
        _ body: (BuildRequest) throws(EngineError) -> String
    ) throws(UpkeepError) -> Result<String, EngineError> {
        let mark = BuildMark()
        var request = request
        request.mark = mark
        let entry = Entry(
            box: BoxID(),
            engine: BoxRecord.Engine(engine.address),
            since: Clock.now,
            change: .build(mark: mark.word)
        )
        let open = try begin(entry)
        let outcome = Result { () throws(EngineError) in try body(request) }
        if case .failure = outcome {
            // What cannot be ended now is by the next command, which finds it in the journal.
            guard (try? engine.endBuild(mark)) != nil else { return outcome }
        }
        try open.close()
        return outcome
    }
}

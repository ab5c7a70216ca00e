import Engines
import Linux

/// Runs calls of the system; their failure is a change's failure.
func onSystem<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
) throws(UpkeepError) -> Result {
    do { return try body() } catch { throw .system(error) }
}

/// Runs calls of an engine; their failure is a change's failure.
func onEngine<Result: ~Copyable>(
    _ body: () throws(EngineError) -> Result
) throws(UpkeepError) -> Result {
    do {
        return try body()
    } catch {
        throw error == .cancelled ? .cancelled : .engine(error)
    }
}

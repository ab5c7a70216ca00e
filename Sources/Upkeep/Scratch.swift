import Glibc
import Linux

extension Places {
    /// A path for a large file, below the cache; the file goes away with the call.
    func withScratch<Result>(
        _ purpose: String,
        _ body: (String) throws(UpkeepError) -> Result
    ) throws(UpkeepError) -> Result {
        let folder = cache
        try onSystem { () throws(SystemError) in try File.makeDirectories(folder, mode: 0o700) }
        let path = "\(folder)/\(purpose)-\(getpid()).tar"
        // A file in a cache that cannot be removed does no harm.
        defer { try? File.remove(path) }
        return try body(path)
    }
}

import Boxes
import Curl
import Manifests
import Projects

/// A manifest that is not on this machine: it is a stranger's.
enum WebManifest {
    /// Whether words for a manifest are an address.
    static func isOne(_ words: String) -> Bool { words.hasPrefix("https://") }

    /// Fetches its bytes, no more than a manifest may have.
    static func fetch(_ address: String) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        let patience = TransferRequest.Patience(connect: 15, idle: 15, total: 60)
        let head: AnswerHead
        do {
            let transfer = try Transfer()
            let request = TransferRequest(address: address, patience: patience)
            head = try transfer.perform(request) { _, chunk in
                bytes += chunk
                return bytes.count <= Manifest.limit
            }
        } catch {
            throw failure(error, address)
        }
        guard head.status == 200 else {
            throw Failure("'\(address)' cannot be had: the answer is \(head.status)")
        }
        return bytes
    }

    private static func failure(_ error: TransferError, _ address: String) -> Failure {
        let message = "'\(address)' cannot be had"
        switch error {
        case .stopped: return Failure("'\(address)' has more than \(Manifest.limit >> 20) MiB")
        case .timedOut: return Failure("\(message): no answer came in time")
        case .missingLibrary(let name): return Failure("\(message): this needs \(name)")
        case .notConnected: return Failure("\(message): nobody answers there")
        case .bodyUnreadable: return Failure(message)
        case .broken(let reason, _): return Failure(message, details: [reason.printable])
        }
    }

    /// All that its boxes may do, a line for each; none for a manifest that is here.
    static func lines(_ manifest: Manifest) -> [String] {
        guard isOne(manifest.file) else { return [] }
        return ["'\(manifest.file.printable)' may, once it is applied:"]
            + PowerWords.lines(powers(manifest)).map { "  \($0)" }
    }

    /// What they may do in short, where `lines` are many.
    static func summary(_ manifest: Manifest, below lines: [String]) -> [String] {
        PowerSummary.lines(powers(manifest), below: lines)
    }

    private static func powers(_ manifest: Manifest) -> [Power] {
        // It is of no folder: no shell has anything of it, and no path is its own.
        Power.all(of: manifest, folder: manifest.file).filter {
            ![.shim, .variable, .opens].contains($0.kind)
        }
    }

    /// Refuses what is relative to a file that is not here.
    static func check(_ manifest: Manifest, home: String) throws(Failure) {
        let folder = manifest.file[..<(manifest.file.lastIndex(of: "/") ?? manifest.file.endIndex)]
        let place = Bearings(directory: String(folder), home: home).absolute(".")
        for box in manifest.boxes {
            var paths = [box.spec.image] + box.spec.volumes.map(\.source)
            if case .path(let path) = box.spec.home { paths.append(path) }
            guard paths.contains(where: { Bearings.isPath($0, in: place) }) else { continue }
            throw Failure(
                "box '\(box.name)' of '\(manifest.file)' needs files that are beside it",
                hint: "Fetch all of them, and name the manifest by its path."
            )
        }
    }
}

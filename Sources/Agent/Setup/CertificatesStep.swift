import Glibc
import Linux
import Serving
import Wire

/// Lets the box trust the authorities that the host's administrator added.
///
/// They are put where the box's distribution has such files of administrators, beside whatever is
/// there; the box's own program then makes its store of them. What the host takes away goes, and
/// nothing else does.
func setUpCertificates(_ context: inout SetupContext) throws(SetupFailure) {
    let folder = Trust.folder(in: context.root)
    let certificates =
        context.setup.without.contains(.certificates) ? [:] : try hostCertificates(context)
    for name in context.state.names(beginning: certificateMark) {
        let path = String(name.dropFirst(certificateMark.count))
        guard certificates[path, in: folder] == nil else { continue }
        try attempt { () throws(SystemError) in try context.root.remove(path) }
        context.state[name] = nil
        context.state[Trust.due] = "yes"
    }
    for (name, bytes) in certificates {
        let path = "\(folder)/\(name)"
        guard context.state[certificateMark + path] != mark(bytes) else { continue }
        try attempt { () throws(SystemError) in
            try context.root.makeDirectories(folder)
            try context.root.replace(path, with: bytes, mode: 0o644)
        }
        context.state[certificateMark + path] = mark(bytes)
        context.state[Trust.due] = "yes"
    }
}

private let certificateMark = "certificate:"

/// Where distributions keep what administrators trust, and what makes a store of it.
enum Trust {
    /// A store is to be made anew.
    static let due = "certificates-due"

    private static let places = [
        "etc/pki/ca-trust/source/anchors", "etc/pki/trust/anchors",
        "etc/ca-certificates/trust-source/anchors", "usr/local/share/ca-certificates",
    ]
    private static let programs = ["update-ca-certificates", "update-ca-trust"]

    static func folder(in root: borrowing Folder) -> String {
        places.first { root.status($0)?.isDirectory == true } ?? places[3]
    }

    static let hosts = places

    static func program(in root: borrowing Folder) -> String? {
        for folder in ["usr/sbin", "usr/bin", "sbin", "bin"] {
            for name in programs where root.hasProgram("\(folder)/\(name)") {
                return "/\(folder)/\(name)"
            }
        }
        return nil
    }
}

extension [String: [UInt8]] {
    /// What is to be at a path.
    fileprivate subscript(path: String, in folder: String) -> [UInt8]? {
        guard path.hasPrefix(folder + "/") else { return nil }
        return self[String(path.dropFirst(folder.count + 1))]
    }
}

/// The files of the host's that hold certificates as text, by the names they get in the box.
private func hostCertificates(
    _ context: borrowing SetupContext
) throws(SetupFailure) -> [String: [UInt8]] {
    var search = CertificateSearch()
    for folder in Trust.hosts { search.look(in: folder, as: "", context) }
    return search.found
}

/// Goes through directories of the host's as its own programs do, which look into those below as well.
private struct CertificateSearch {
    var found: [String: [UInt8]] = [:]
    /// How many entries were looked at: a directory may be anything, and lead anywhere.
    private var looks = 0
    private static let (mostFound, mostLooks, deepest) = (100, 2000, 4)

    mutating func look(
        in folder: String,
        as prefix: String,
        depth: Int = 0,
        _ context: borrowing SetupContext
    ) {
        guard let place = hostPlace(of: folder, in: context.root) else { return }
        for name in File.names(in: context.root.path + place).sorted() {
            looks += 1
            guard looks < Self.mostLooks, found.count < Self.mostFound else { return }
            let path = "\(folder)/\(name)"
            if isFolder(path, context) {
                guard depth < Self.deepest else { continue }
                look(in: path, as: "\(prefix)\(name)-", depth: depth + 1, context)
            } else if let bytes = certificate(path, context) {
                found[Self.name(prefix + name)] = bytes
            }
        }
    }

    private func isFolder(_ path: String, _ context: borrowing SetupContext) -> Bool {
        guard let place = hostPlace(of: path, in: context.root) else { return false }
        return context.root.status(String(place.dropFirst()))?.isDirectory == true
    }

    private static func name(_ name: String) -> String {
        let base = name.utf8.map { byte in
            byte.isLetterOrDigit || "._-".utf8.contains(byte) ? byte : UInt8(ascii: "_")
        }.text
        let stem = [".crt", ".pem", ".cer"].first(where: base.hasSuffix) ?? ""
        return "alcove-\(base.dropLast(stem.count).prefix(100)).crt"
    }
}

private func certificate(_ path: String, _ context: borrowing SetupContext) -> [UInt8]? {
    guard let place = hostPlace(of: path, in: context.root),
        let status = context.root.status(String(place.dropFirst())), status.isFile,
        status.size < 1 << 18,
        // One that cannot be read is not passed on.
        let bytes = (try? context.root.readIfThere(String(place.dropFirst()))) ?? nil,
        bytes.hold("-----BEGIN CERTIFICATE-----"), !bytes.hold("PRIVATE KEY")
    else { return nil }
    return bytes
}

extension [UInt8] {
    /// Whether the words are in a text; the library's own search would double this program.
    fileprivate func hold(_ words: String) -> Bool {
        let words = Array(words.utf8)
        guard let first = words.first else { return true }
        return indices.contains { self[$0] == first && self[$0...].starts(with: words) }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension Agent {
    /// Makes the box's store of certificates anew, behind the start of the box: it takes seconds.
    func updateTrust() {
        guard context.state[Trust.due] != nil, let program = Trust.program(in: context.root) else {
            return
        }
        var request = SessionRequest()
        request.arguments = [Array(program.utf8)]
        request.root = true
        request.detached = true
        do {
            trustUpdate = try server.start(request, try make(request)).leader
        } catch {
            log("warning: certificates: '\(program)' was not started")
        }
    }

    /// Takes note of what came of it.
    func heedTrust(_ session: Session) {
        guard session.leader == trustUpdate, deadline == nil else { return }
        trustUpdate = nil
        if session.ending == .code(0) {
            context.state[Trust.due] = nil
            // What is not kept is done once more at the next start.
            try? context.saveState()
        } else {
            let warning = "the box's store of certificates could not be made anew"
            steps.append(BoxStatus.Step(name: "certificates", warning: warning))
            log("warning: certificates: \(warning)")
        }
    }
}

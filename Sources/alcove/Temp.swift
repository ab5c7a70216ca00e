import Wire
import Accounts
import ArgumentParser
import Attach
import Boxes
import Engines
import Glibc
import Linux
import Upkeep

struct GlobalOptions: ParsableArguments {
    @Option var engine: String?
    @Flag(name: .shortAndLong) var verbose = false
    @Flag(name: .shortAndLong) var quiet = false
}
extension CompletionKind { static var boxes: CompletionKind { .custom { _, _, _ in [] } } }
extension Failure {
    init(_ error: BoxError) { self.init("\(error)") }
    init(_ error: UpkeepError) { self.init("\(error)") }
    init(_ error: AttachError, box: BoxName, command: [UInt8]? = nil) { 
        switch error {
        case .refused(let r) where r.reason == .notFound: self.init("not found: \(command?.text ?? "")", status: 127)
        case .refused(let r) where r.reason == .notExecutable: self.init("not exec: \(command?.text ?? "")", status: 126)
        default: self.init("\(error)", status: 125)
        }
    }
}
extension Host {
    var places: Places { Places(environment: environment, uid: uid, home: "/nonexistent", program: program) }
    var configuration: Configuration { Configuration() }
    var shell: String? { nil }
    func environmentFilter(clean: Bool) -> EnvironmentFilter { EnvironmentFilter(clean: clean) }
    func household(of name: BoxName, engine: String?) throws(Failure) -> Household {
        let s = Surroundings.own
        let podman = Podman(socket: environment["ENGINE_SOCKET"]!, surroundings: s)
        var name = [CChar](repeating: 0, count: 100); gethostname(&name, 99)
        return Household(places: places, engine: podman, user: Account.current(), hostname: unsafe String(cString: name), version: "0.1.0")
    }
    func start(_ name: BoxName, engine: String?, isQuiet: Bool) throws(Failure) {
        let h = try household(of: name, engine: engine)
        let link = Store(places).socketLink(name)
        do { try h.start(name) { (try? AgentConnection(path: link, uid: uid)) != nil } } catch { throw Failure(error) }
    }
    func makeFirstBox(_ o: SessionOptions) throws(Failure) { throw Failure("no") }
}
struct DevCreate: ParsableCommand {
    @Argument var name: String
    @Argument var image: String
    func run() throws {
        let host = Host()
        let h = try host.household(of: BoxName(name), engine: nil)
        let image = try h.engine.image(image)!
        let plan = try h.plan(BoxName(name), BoxSpec(image: self.image), image: BoxRecord.ImageMark(reference: self.image, id: image.id))
        print(try h.create(plan).container)
    }
}
struct DevRm: ParsableCommand {
    @Argument var name: String
    func run() throws { let host = Host(); try host.household(of: BoxName(name), engine: nil).remove(BoxName(name), force: true) }
}
struct DevStop: ParsableCommand {
    @Argument var name: String
    func run() throws { let host = Host(); try host.household(of: BoxName(name), engine: nil).stop(BoxName(name)) }
}
struct DevImport: ParsableCommand {
    @Argument var file: String
    @Argument var name: String
    func run() throws { let host = Host(); let h = try host.household(of: BoxName("x"), engine: nil)
        print(try h.engine.importRootFilesystem(FileDescriptor(opening: file, O_RDONLY), as: name) { _ in true }) }
}

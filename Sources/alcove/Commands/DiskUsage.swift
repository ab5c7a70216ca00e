import ArgumentParser
import Boxes
import Engines
import Linux
import Upkeep

struct DiskUsage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "du",
        abstract: "Show what boxes take on disk",
        discussion: """
            What each box has written, the images that boxes are made from, and private homes. \
            Layers that images share are counted once, with the image that others are made from.
            """
    )

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() throws { try run(on: global.host, Interruption()) }

    func run(on host: Host, _ interruption: Interruption) throws(Failure) {
        let line = ProgressLine(host.console)
        defer { line.clear() }
        let goesOn = {
            line.sketch("Counting")
            return !interruption.isWanted
        }
        let use: DiskUse
        do throws(Failure) {
            use = try count(on: host, goesOn)
        } catch {
            line.clear()
            throw interruption.isWanted ? interruption.failure("interrupted") : error
        }
        line.clear()
        if json { return host.console.json(DiskUseListing(use)) }
        if use.boxes.isEmpty, use.homes.isEmpty {
            return host.console.note("There are no boxes; make one with 'alcove create'.")
        }
        for row in DiskChart(use).lines(on: host) { host.console.result(row) }
        for home in use.homes where !home.unreadable.isEmpty { host.console.warn(home.warning) }
    }

    /// Asks every engine that has boxes once, and looks through all private homes.
    private func count(on host: Host, _ goesOn: () -> Bool) throws(Failure) -> DiskUse {
        let census = try Census(on: host, checking: false)
        for failure in census.failures { host.console.warn(failure) }
        let records = census.entries.map(\.record)
        var use = DiskUse()
        for address in Set(records.map(\.engine.address)).sorted(by: { $0.socket < $1.socket }) {
            let own = records.filter { $0.engine.address == address }
            do throws(Failure) {
                let household = host.household(on: try host.engine(at: address))
                let part: DiskUse
                do {
                    part = try household.diskUse(of: own, tick: goesOn)
                } catch {
                    throw Failure(error)
                }
                use.boxes += part.boxes
                use.images += part.images
            } catch {
                guard goesOn() else { throw error }
                host.console.warn(error)
                use.boxes += own.map {
                    DiskUse.BoxUse(name: $0.name, engine: address, bytes: nil)
                }
            }
        }
        use.boxes.sort { $0.name < $1.name }
        // Whose record cannot be read, the list of boxes tells.
        let owners = host.store.names().compactMap { try? host.store.record($0) }
        let boxes = Dictionary(
            owners.compactMap { owner in owner.privateHome.map { ($0, owner.name) } },
            uniquingKeysWith: { first, _ in first }
        )
        do {
            let homes = try DiskUse.homes(in: host.places.homes, of: boxes, goesOn: goesOn)
            guard let homes else { throw Failure("interrupted", status: 130) }
            use.homes = homes
        } catch let error as SystemError {
            throw Failure(error)
        } catch let error as Failure {
            throw error
        } catch {
            preconditionFailure("all that is thrown is of these kinds")
        }
        return use
    }
}

extension DiskUse.HomeUse {
    fileprivate var warning: String {
        let others = unreadable.count > 1 ? " and \(unreadable.count - 1) more" : ""
        return "'\(unreadable.first ?? path)'\(others) cannot be looked into, and is not counted"
    }
}

/// What `du --json` writes.
struct DiskUseListing: Encodable {
    let version = 1
    let bytes: Int64
    let boxes: [Box]
    let images: [Image]
    let homes: [Home]

    struct Box: Encodable {
        let name: String
        let engine: String
        /// What it has written; missing when that is not known.
        let bytes: Int64?
    }

    struct Image: Encodable {
        let id: String
        let names: [String]
        let engine: String
        /// Of the layers that no image before it in the list has.
        let bytes: Int64
        /// Of all its layers.
        let total: Int64
        let boxes: [String]
    }

    struct Home: Encodable {
        let path: String
        /// Missing when there is no such box any more.
        let box: String?
        let bytes: Int64
        /// Folders that could not be looked into.
        let unreadable: [String]
    }

    init(_ use: DiskUse) {
        bytes = use.bytes
        boxes = use.boxes.map {
            Box(name: $0.name.description, engine: $0.engine.kind.rawValue, bytes: $0.bytes)
        }
        images = use.images.map {
            Image(
                id: $0.id,
                names: $0.names,
                engine: $0.engine.kind.rawValue,
                bytes: $0.bytes,
                total: $0.total,
                boxes: $0.boxes.map(\.description)
            )
        }
        homes = use.homes.map {
            Home(
                path: $0.path,
                box: $0.box?.description,
                bytes: $0.bytes,
                unreadable: $0.unreadable
            )
        }
    }
}

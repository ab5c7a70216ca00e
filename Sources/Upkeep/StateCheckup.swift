import Accounts
import Boxes
import Engines
import Linux
import Profiles

extension Checkup {
    /// What lies beside the program.
    func installationFindings(_ findings: inout [Finding]) {
        let agent = places.agents.first { host.status($0)?.kind == .file }
        findings.append(
            Finding(
                .agent,
                agent == nil ? .failed : .ok,
                agent ?? places.agents.joined(separator: " ")
            )
        )
        let names = shelf.profiles.map(\.name).joined(separator: " ")
        findings.append(
            Finding(.profiles, shelf.profiles.isEmpty ? .warning : .ok, names)
        )
        for fault in shelf.faults {
            findings.append(Finding(.profiles, .warning, fault.place))
        }
    }

    /// Records, containers, sockets and journals, held against each other.
    func stateFindings(_ findings: inout [Finding]) {
        let store = Store(places)
        let stored = store.all()
        for (name, why) in stored.faults {
            let path = store.recordPath(name)
            findings.append(Finding(.records, .failed, path, mend: mend(of: why, path)))
        }
        containerFindings(stored, &findings)
        journalFindings(&findings)
        let ids = Set(stored.records.map(\.id.description))
        socketFindings(store, ids, hasFaults: !stored.faults.isEmpty, &findings)
    }

    /// What is no record any more is moved aside; it may tell somebody something yet.
    private func mend(of error: UpkeepError, _ path: String) -> Finding.Mend {
        if case .system(let error) = error, error.code == Errno.permissionDenied {
            return .command(["chown", user.name, "'\(path)'"], asRoot: true)
        }
        return .command(["mv", "'\(path)'", "'\(path).bad'"], asRoot: false)
    }

    /// A box whose container is gone can be what it was before, if that is there.
    private func mend(of record: BoxRecord, _ known: Set<String>) -> Finding.Mend {
        let former = record.formerByWorth + record.others.filter { $0.number == record.staged }
        guard let one = former.first(where: { known.contains($0.container) }) else {
            return .command(["alcove", "rm", record.name.description], asRoot: false)
        }
        return .repair(.revive(record.name, generation: one.number))
    }

    private func containerFindings(_ stored: Store.Stored, _ findings: inout [Finding]) {
        let records = stored.records
        guard case .success(let engine) = engine,
            let containers = try? engine.containers(labelled: Label.id)
        else { return }
        var isGood = true
        let known = whole(containers, records, engine)
        let changing = Journal(places).names
        for record in records
        where record.engine.address == engine.address && !known.contains(record.container)
            && !changing.contains(record.name)
        {
            isGood = false
            findings.append(
                Finding(
                    .records,
                    .failed,
                    record.name.description,
                    mend: mend(of: record, known)
                )
            )
        }
        if isGood { findings.append(Finding(.records, .ok, String(records.count))) }
        let settled = records.filter {
            $0.engine.address == engine.address && !changing.contains($0.name)
        }
        generationFindings(settled, containers, &findings)
        strangerFindings(containers, stored, changing, &findings)
    }

    /// The ids of the containers without those of boxes whose files are gone, which the list does not tell.
    private func whole(
        _ containers: [Container],
        _ records: [BoxRecord],
        _ engine: any Engine
    ) -> Set<String> {
        let live = Set(records.map(\.container))
        let whole = containers.filter { container in
            guard live.contains(container.id), container.state != .running else { return true }
            // One that cannot be asked for is not called gone.
            return (try? engine.container(container.id))??.hasFiles ?? true
        }
        return Set(whole.map(\.id))
    }

    /// Containers with our labels that no record names.
    private func strangerFindings(
        _ containers: [Container],
        _ stored: Store.Stored,
        _ changing: Set<BoxName>,
        _ findings: inout [Finding]
    ) {
        let records = stored.records
        // A label can be copied: such a container may be anybody's, and is only told of.
        let ours = Set(records.flatMap { $0.generations.map(\.container) })
        // One that a command is making is not in a record yet.
        let ids = Set(records.filter { changing.contains($0.name) }.map(\.id.description))
        let strangers = containers.filter {
            !ours.contains($0.id) && !ids.contains($0.labels[Label.id] ?? "")
        }
        for container in strangers {
            let mend = mend(ofStranger: container, stored.faults.map(\.name))
            findings.append(Finding(.containers, .warning, container.name, mend: mend))
        }
        if strangers.isEmpty { findings.append(Finding(.containers, .ok, String(ours.count))) }
    }

    /// One that may be of a box whose record is `lost` is all that there is of that box.
    private func mend(ofStranger container: Container, _ lost: [BoxName]) -> Finding.Mend? {
        let own = lost.filter { $0.description == container.labels[Label.name] }
        // A box that was renamed has its former name there.
        if !lost.isEmpty { return .advice(.keep(of: own.isEmpty ? lost : own)) }
        guard case .success(let engine) = engine else { return nil }
        let words = [engine.address.kind.rawValue, "rm", container.name]
        return .command(words, asRoot: false)
    }

    private func journalFindings(_ findings: inout [Finding]) {
        let journal = Journal(places)
        let stale = journal.unfinished.filter { id in
            // One that is being worked on is no finding.
            ((try? journal.isAbandoned(id)) ?? true)
        }
        for id in stale {
            let path = journal.path(id)
            findings.append(Finding(.journals, .warning, path, mend: mend(ofJournal: id, journal)))
        }
        if stale.isEmpty { findings.append(Finding(.journals, .ok, "0")) }
    }

    /// What nobody can read, nobody can finish: it is moved aside, as a record is.
    private func mend(ofJournal id: String, _ journal: Journal) -> Finding.Mend {
        let path = journal.path(id)
        do {
            _ = try journal.entry(id)
            return .repair(.settle(journal: path))
        } catch {
            return mend(of: error, path)
        }
    }

    /// Links and directories of boxes that have no record; none is judged while one is unreadable.
    private func socketFindings(
        _ store: Store,
        _ ids: Set<String>,
        hasFaults: Bool,
        _ findings: inout [Finding]
    ) {
        guard !hasFaults else { return }
        // A box that is being made has no record yet.
        let ids = ids.union(Journal(places).boxes)
        var repairs: [(String, Finding.Repair)] = []
        for file in File.names(in: store.folder).sorted() where file.hasSuffix(".sock") {
            guard let name = try? BoxName(String(file.dropLast(5))) else { continue }
            let path = store.socketLink(name)
            guard let record = try? store.record(name) else {
                repairs.append((path, .removeFile(path)))
                continue
            }
            // A link that leads elsewhere would have commands go there.
            let own = places.socket(of: record)
            if File.target(path)?.hasSuffix(own.dropFirst(places.runtime.count)) != true {
                repairs.append((path, .link(path, to: own)))
            }
        }
        let boxes = places.runtime + "/boxes"
        for folder in File.names(in: boxes).sorted() {
            let id = String(folder.prefix { $0 != "." })
            // With another home of its user's state, another box runs.
            guard BoxID(id) != nil, !ids.contains(id), !Self.isListening(in: "\(boxes)/\(folder)")
            else { continue }
            repairs.append(("\(boxes)/\(folder)", .removeFolder("\(boxes)/\(folder)")))
        }
        findings += repairs.map { Finding(.sockets, .warning, $0.0, mend: .repair($0.1)) }
        if repairs.isEmpty { findings.append(Finding(.sockets, .ok, String(ids.count))) }
    }

    /// Whether the agent of a box listens in a directory, or may.
    static func isListening(in folder: String) -> Bool {
        do {
            _ = try UnixSocket.connect(to: folder + "/agent.sock")
            return true
        } catch {
            return !error.saysThatNobodyListens
        }
    }
}

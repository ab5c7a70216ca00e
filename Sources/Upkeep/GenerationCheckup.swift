import Boxes
import Engines
import Linux

extension Checkup {
    /// Generations held against their containers, images and notes; no change of these boxes goes on.
    func generationFindings(
        _ records: [BoxRecord],
        _ containers: [Container],
        _ findings: inout [Finding]
    ) {
        let names = Dictionary(containers.map { ($0.id, $0.name) }) { first, _ in first }
        let isGood = findings.count
        for record in records {
            for one in record.others where names[one.container] == nil {
                let repair = Finding.Repair.forget(record.name, generation: one.number)
                let fact = "\(record.name) \(one.number)"
                findings.append(Finding(.generations, .warning, fact, mend: .repair(repair)))
            }
            if !isMarked(record) {
                let repair = Finding.Repair.mark(record.name)
                findings.append(
                    Finding(.generations, .warning, "\(record.name)", mend: .repair(repair))
                )
            }
        }
        noteFindings(&findings)
        if findings.count == isGood {
            let count = records.reduce(0) { $0 + $1.others.count }
            findings.append(Finding(.generations, .ok, String(count)))
        }
        lockFindings(records, &findings)
        nameFindings(records, names, &findings)
        imageFindings(records, containers, &findings)
        unfinishedFindings(&findings)
    }

    /// An image that the engine was making when it was killed, and not one that it is making now.
    private func unfinishedFindings(_ findings: inout [Finding]) {
        // An engine that does not answer is a finding of its own.
        guard case .success(let engine) = engine, let found = try? engine.unfinishedImage() else {
            return findings.append(Finding(.unfinishedImages, .ok, "0"))
        }
        pause()
        if (try? engine.unfinishedImage()) != found {
            return findings.append(Finding(.unfinishedImages, .ok, "0"))
        }
        let repair = Finding.Repair.removeUnfinished(found)
        findings.append(Finding(.unfinishedImages, .failed, found, mend: .repair(repair)))
    }

    /// Boxes whose upgrades were tried in vain.
    private func lockFindings(_ records: [BoxRecord], _ findings: inout [Finding]) {
        let vain = records.filter { $0.vain != nil }
        if vain.isEmpty { findings.append(Finding(.locks, .ok, String(records.count))) }
        for record in vain {
            let mend = record.comingDeclared.map {
                Finding.Mend.command(["alcove", "lock", $0.manifest], asRoot: false)
            }
            findings.append(Finding(.locks, .warning, "\(record.name)", mend: mend))
        }
    }

    /// Whether those who end a session hear of a staged generation, and of no other.
    private func isMarked(_ record: BoxRecord) -> Bool {
        let isMarked = File.kind(Store(places).stagedMark(record.name)) != nil
        guard let staged = record.staged else { return !isMarked }
        return isMarked && record.others.contains { $0.number == staged }
    }

    /// What is written down of the generations of boxes that are no more.
    private func noteFindings(_ findings: inout [Finding]) {
        let store = Store(places)
        var known: Set<String> = []
        for name in store.names() {
            // One that cannot be read may be of any box.
            guard let record = try? store.record(name) else { return }
            known.insert(record.id.description)
        }
        let folder = GenerationNotes(places).folder
        for id in File.names(in: folder).sorted() where BoxID(id) != nil && !known.contains(id) {
            let path = "\(folder)/\(id)"
            let repair = Finding.Repair.removeFolder(path)
            findings.append(Finding(.generations, .warning, path, mend: .repair(repair)))
        }
    }

    /// Containers that are called otherwise than their generations are.
    private func nameFindings(
        _ records: [BoxRecord],
        _ names: [String: String],
        _ findings: inout [Finding]
    ) {
        var count = 0
        for record in records {
            for one in record.generations {
                guard let name = names[one.container] else { continue }
                let isLive = one.number == record.generation
                let wanted =
                    isLive
                    ? [record.name.description] : record.containerNames(of: one.number)
                if wanted.contains(name) { continue }
                count += 1
                let repair = Finding.Repair.align(record.name)
                findings.append(Finding(.names, .warning, name, mend: .repair(repair)))
            }
        }
        if count == 0 { findings.append(Finding(.names, .ok, String(names.count))) }
    }

    /// Images of the states of boxes, of which nothing is made.
    private func imageFindings(
        _ records: [BoxRecord],
        _ containers: [Container],
        _ findings: inout [Finding]
    ) {
        guard case .success(let engine) = engine,
            let images = try? engine.images(labelled: Label.state)
        else { return }
        let used = Set(containers.map(\.imageID))
        let named = Set(records.flatMap(\.generations).compactMap(\.state))
        var isGood = true
        for image in images where !used.contains(image.id) {
            for name in image.tags.sorted() where !named.contains(name) {
                // That of a box which nobody here knows may be another user's of this engine.
                guard
                    records.contains(where: {
                        name.hasPrefix("\(StateImage.repository):\($0.id)-g")
                    })
                else { continue }
                isGood = false
                let repair = Finding.Repair.removeState(name)
                findings.append(Finding(.images, .warning, name, mend: .repair(repair)))
            }
        }
        if isGood { findings.append(Finding(.images, .ok, String(named.count))) }
    }
}

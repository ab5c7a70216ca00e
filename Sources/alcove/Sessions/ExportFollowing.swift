import Boxes
import Exports
import Glibc
import Linux
import Upkeep

/// Exports follow their box to the generation that it is now.
struct ExportFollowing {
    let host: Host

    /// What the process is called by that does it for a box which starts; no command of the user's.
    static let word = Array("follow-exports".utf8)

    private var ledger: Ledger { host.exporter.ledger }

    /// Makes the exports of a box anew if it has become another generation; otherwise it costs a look
    /// at one directory.
    ///
    /// The box is started for that, and stopped again. What goes wrong is told, and ends nothing.
    func follow(_ name: BoxName) {
        // A record that cannot be read is told by what comes next.
        guard let record = try? host.store.record(name) else { return }
        follow(record, patience: 10_000)
    }

    /// Does so for the boxes that a killed command left behind; those that do not run follow at their
    /// next start.
    func finish() {
        let stale = ledger.staleBoxes
        if stale.isEmpty { return }
        for name in host.store.names() {
            guard let record = try? host.store.record(name), stale.contains(record.id),
                // One that is being changed is its changer's.
                !FileLock.isHeld(host.store.lockPath(name)), host.isUp(name)
            else { continue }
            follow(record, patience: 0)
        }
    }

    /// Begins it in a process of its own, for which nobody waits.
    func begin(_ name: BoxName, _ box: BoxID) {
        guard !FileLock.isHeld(ledger.followingLock(of: box)) else { return }
        host.spawn(Self.word, [name.description])
    }

    /// Is that process.
    ///
    /// - Returns: the exit status.
    static func perform(_ words: [[UInt8]]) -> Int32 {
        guard let text = words.first?.text, let name = try? BoxName(text) else { return 64 }
        ExportFollowing(host: Host()).follow(name)
        return 0
    }

    private func follow(_ record: BoxRecord, patience: Int) {
        guard !ledger.marks(of: record.id).isEmpty else { return }
        do throws(Failure) {
            let path = ledger.followingLock(of: record.id)
            let lock: FileLock?
            do { lock = try FileLock.wait(path, milliseconds: patience) } catch {
                throw Failure(error)
            }
            // Whoever has it does what is to be done.
            guard let lock else { return }
            defer {
                try? File.remove(path)  // a file that stays is in nobody's way
                extendLifetime(lock)
            }
            let marks = ledger.marks(of: record.id)
            if marks.isEmpty { return }
            try renewAll(of: record.name)
            do { try ledger.unmark(marks) } catch { throw Failure(error) }
        } catch {
            host.console.warn(
                "the exports of box '\(record.name)' are those of its former generation: "
                    + error.message
            )
        }
    }

    private func renewAll(of name: BoxName) throws(Failure) {
        let wasUp = host.isUp(name)
        let outcome = Result { () throws(Failure) in try renew(name) }
        if !wasUp, host.isUp(name), !StagedTaking.isBusy(name, host),
            let record = try? host.store.record(name)
        {
            // A box that goes on running is as good.
            try? host.household(of: record).stop(name)
        }
        try outcome.get()
    }

    /// One that cannot be made anew does not keep the others.
    private func renew(_ name: BoxName) throws(Failure) {
        let record = try host.record(name)
        let files = try host.files(of: name)
        let command = HostCommand(program: host.program, box: name)
        for export in ledger.exports(of: record.id).exports {
            do throws(ExportError) {
                let folders = host.exportFolders
                for kept in try host.exporter.follow(export, in: files, folders, command) {
                    host.console.warn(kept.words)
                }
            } catch {
                let (kind, what) = (export.source.kind.rawValue, export.source.name)
                host.console.warn(
                    "the export of \(kind) '\(what)' is that of the box's former generation: "
                        + Failure(error).message
                )
            }
        }
    }
}

extension Host {
    /// Begins this program once more as a process of its own, without streams and in a session of its
    /// own.
    func spawn(_ word: [UInt8], _ words: [String]) {
        guard let none = try? FileDescriptor(opening: "/dev/null", O_RDWR) else { return }
        // What it would do is done by a later command.
        _ = try? Child.spawn(
            program,
            [word] + words.map { Array($0.utf8) },
            environment: Environment.all,
            directory: "/",
            streams: (none.number, none.number, none.number),
            newSession: true
        )
    }
}

import Accounts
import Engines
import Linux

extension Checkup {
    /// The kernel and the user's session.
    func hostFindings(_ facts: EngineFacts?, _ findings: inout [Finding]) {
        if facts?.isRootless ?? (user.uid != 0) {
            findings += [subordinates(), programs(), namespaces()]
        }
        findings += [runtimeDirectory(), cgroups(), propagation()]
    }

    private func subordinates() -> Finding {
        guard let count = subordinateIDs() else {
            return Finding(.subordinateIDs, .warning, "")
        }
        let fewest = min(count.users, count.groups)
        let mend = Finding.Mend.command(
            [
                "usermod", "--add-subuids", "100000-165535", "--add-subgids", "100000-165535",
                user.name,
            ],
            asRoot: true
        )
        let state: Finding.State = fewest == 0 ? .failed : fewest < 65536 ? .warning : .ok
        return Finding(
            .subordinateIDs,
            state,
            "\(count.users) \(count.groups)",
            mend: state == .ok ? nil : mend
        )
    }

    /// They must be root's when they run, by their mode or by capabilities of the file.
    private func programs() -> Finding {
        for name in ["newuidmap", "newgidmap"] {
            guard let path = host.program(name) else {
                return Finding(.mappingPrograms, .failed, name, mend: .package("uidmap"))
            }
            guard host.hasPrivileges(path) else {
                let command = ["chmod", "u+s", path]
                return Finding(
                    .mappingPrograms,
                    .failed,
                    path,
                    mend: .command(command, asRoot: true)
                )
            }
        }
        return Finding(.mappingPrograms, .ok, host.program("newuidmap") ?? "")
    }

    private func namespaces() -> Finding {
        let forbidding = [
            ("kernel.unprivileged_userns_clone", "0", "1"),
            ("user.max_user_namespaces", "0", "15000"),
        ]
        for (name, bad, good) in forbidding where setting(name) == bad {
            return Finding(
                .userNamespaces,
                .failed,
                "\(name) = \(bad)",
                mend: .setting(name, good)
            )
        }
        // Podman's own package brings a profile that allows it there; other installations fail.
        let name = "kernel.apparmor_restrict_unprivileged_userns"
        if setting(name) == "1" {
            return Finding(
                .userNamespaces,
                .warning,
                "\(name) = 1",
                mend: .setting(name, "0")
            )
        }
        return Finding(.userNamespaces, .ok, setting("user.max_user_namespaces") ?? "")
    }

    private func setting(_ name: String) -> String? {
        let path = "/proc/sys/" + String(name.map { $0 == "." ? "/" : $0 })
        return host.text(path).map { String($0.filter { !$0.isWhitespace }) }
    }

    private func runtimeDirectory() -> Finding {
        guard let session = places.session else {
            let mend = Finding.Mend.command(
                ["loginctl", "enable-linger", user.name],
                asRoot: false
            )
            return Finding(.runtimeDirectory, .warning, places.runtime, mend: mend)
        }
        return Finding(.runtimeDirectory, .ok, session)
    }

    private func cgroups() -> Finding {
        host.text("/sys/fs/cgroup/cgroup.controllers") == nil
            ? Finding(.cgroups, .warning, "v1")
            : Finding(.cgroups, .ok, "v2")
    }

    /// Mounts that come on the host are seen in boxes only when `/` is shared: proc(5), mountinfo.
    private func propagation() -> Finding {
        let lines = (host.text("/proc/self/mountinfo") ?? "").split(separator: "\n")
        let root = lines.last { line in
            let fields = line.split(separator: " ")
            return fields.count > 6 && fields[4] == "/"
        }
        let isShared = root?.split(separator: " ").dropFirst(6).prefix { $0 != "-" }.contains {
            $0.hasPrefix("shared:")
        }
        if isShared == true { return Finding(.mountPropagation, .ok, "shared") }
        return Finding(
            .mountPropagation,
            .warning,
            "private",
            mend: .command(["mount", "--make-rshared", "/"], asRoot: true)
        )
    }
}

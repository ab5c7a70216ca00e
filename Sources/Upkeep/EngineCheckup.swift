import Engines

extension Checkup {
    /// The engine itself, and what it says of itself.
    func engineFindings(_ findings: inout [Finding]) -> EngineFacts? {
        let engine: any Engine
        let facts: EngineFacts
        do throws(EngineError) {
            engine = try self.engine.get()
            facts = try engine.facts()
        } catch {
            findings.append(
                Finding(.engine, .failed, error.reason, mend: .package("podman"))
            )
            return nil
        }
        let address = engine.address
        findings.append(
            Finding(.engine, .ok, "\(address.kind.rawValue) \(facts.version), \(address.socket)")
        )
        findings.append(version(facts, address.kind))
        findings.append(
            Finding(
                .rootless,
                facts.isRootless ? .ok : .warning,
                facts.isRootless ? "yes" : "no"
            )
        )
        let slow = facts.storageDriver == "vfs"
        findings.append(
            Finding(
                .storage,
                slow ? .warning : .ok,
                facts.storageDriver,
                mend: slow ? .package("fuse-overlayfs") : nil
            )
        )
        let missing = ["memory", "cpu"].filter { !facts.controllers.contains($0) }
        findings.append(
            Finding(
                .controllers,
                missing.isEmpty ? .ok : .warning,
                (missing.isEmpty ? facts.controllers : missing).joined(separator: " ")
            )
        )
        if facts.isRootless, address.kind == .podman {
            let keeps = facts.runtime.split(separator: "/").last == "crun"
            findings.append(
                Finding(
                    .groups,
                    keeps ? .ok : .warning,
                    facts.runtime,
                    mend: keeps ? nil : .package("crun")
                )
            )
        }
        return facts
    }

    private func version(_ facts: EngineFacts, _ kind: EngineAddress.Kind) -> Finding {
        let oldest = kind == .podman ? [4, 0] : [1, 41]
        let version = kind == .podman ? facts.version : facts.apiVersion
        let parts = version.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
        let isNew = !parts.lexicographicallyPrecedes(oldest)
        return Finding(
            .engineVersion,
            isNew ? .ok : .failed,
            isNew ? version : "\(version) < \(oldest[0]).\(oldest[1])"
        )
    }
}

extension EngineError {
    /// The fact in short, for a finding.
    fileprivate var reason: String {
        switch self {
        case .noEngine(let attempts):
            attempts.map { "\($0.place): \($0.reason)" }.joined(separator: "; ")
        case .unreachable(let address, let error): "\(address.socket): \(error)"
        case .broken(_, let call, let reason): "\(call): \(reason)"
        case .timedOut(_, let call, let seconds): "\(call): \(seconds) s"
        case .missingLibrary(let name): name
        case .refused(let call, let status, let reason): "\(call): \(status) \(reason)"
        case .badAddress(let words), .notLocal(let words), .badReference(let words): words
        case .badEngineOption(let reason): reason
        case .missingController(let name): name
        case .cannotKeepIDs: ""
        case .badConfiguration(let place, let reason): "\(place): \(reason)"
        case .system(let error): "\(error)"
        case .noSuchContainer(let name), .noSuchImage(let name), .nameInUse(let name): name
        case .unauthorized(let image, let reason), .notInRegistry(let image, let reason),
            .registryUnreachable(let image, let reason), .noRegistry(let image, let reason):
            "\(image): \(reason)"
        case .imageInUse(let image, let reason): "\(image): \(reason)"
        case .buildFailed(let failure): failure.reason
        case .badArchive(let reason): reason
        case .cancelled: ""
        }
    }
}

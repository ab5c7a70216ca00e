import Linux
import Wire

/// Makes a container a box, step by step.
package struct Setup {
    /// All steps, in their order: the essential ones first, so that a box can be entered soon.
    static let steps: [SetupStep] = [
        SetupStep(name: "user", isEssential: true, run: setUpUser),
        SetupStep(name: "home", isEssential: true, run: setUpHome),
        SetupStep(name: "runtime-directory", isEssential: true, run: setUpRuntimeDirectory),
        SetupStep(name: "terminals", isEssential: true, run: setUpTerminals),
        SetupStep(name: "system", isEssential: true, run: setUpSystem),
        SetupStep(name: "markers", isEssential: false, run: setUpMarkers),
        SetupStep(name: "root", isEssential: false, run: setUpRoot),
        SetupStep(name: "host-command", isEssential: false, run: setUpHostCommand),
        SetupStep(name: "host-shims", isEssential: false, run: setUpShims),
        SetupStep(name: "host-files", isEssential: false, run: followHostFiles),
        SetupStep(name: "host-services", isEssential: false, run: setUpHostServices),
        SetupStep(name: "appearance", isEssential: false, run: setUpAppearance),
        SetupStep(name: "certificates", isEssential: false, run: setUpCertificates),
        SetupStep(name: "devices", isEssential: false, run: setUpDevices),
        SetupStep(name: "machine-id", isEssential: false, run: setUpMachineID),
        SetupStep(name: "packages", isEssential: false, run: setUpPackageManagers),
        SetupStep(name: "system-files", isEssential: false, run: setUpSystemFiles),
        SetupStep(name: "runlevels", isEssential: false, run: setUpRunlevels),
        SetupStep(name: "profile", isEssential: false, run: setUpProfile),
        SetupStep(name: "prompts", isEssential: false, run: setUpPrompts),
    ]

    /// Runs every step, and gives a warning for each optional one that failed.
    ///
    /// - Throws: the failure of an essential step; the steps behind it are not tried then.
    static func run(_ context: inout SetupContext) throws(EssentialFailure) -> [BoxStatus.Step] {
        var results: [BoxStatus.Step] = []
        for step in steps {
            do {
                try step.run(&context)
                results.append(BoxStatus.Step(name: step.name))
            } catch {
                if step.isEssential {
                    throw EssentialFailure(step: step.name, reason: error.reason)
                }
                results.append(BoxStatus.Step(name: step.name, warning: error.reason))
            }
        }
        do {
            try context.saveState()
        } catch {
            results.append(BoxStatus.Step(name: "state", warning: error.reason))
        }
        return results
    }

    struct EssentialFailure: Error {
        let step: String
        let reason: String
    }
}

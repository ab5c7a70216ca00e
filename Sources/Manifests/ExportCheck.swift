import Boxes

extension ManifestFaults {
    /// Refuses boxes of which two give one name to the host, whichever manifests they are of.
    ///
    /// Applications and services of several boxes have names of their own there; programs have not.
    package static func checkExports(of boxes: [BoxDeclaration]) throws(ManifestFaults) {
        var owners: [String: BoxName] = [:]
        var faults: [ManifestFault] = []
        // The one that stands further down is the one too many.
        let inOrder = boxes.sorted {
            ($0.origin.file, $0.origin.line) < ($1.origin.file, $1.origin.line)
        }
        for box in inOrder {
            for (words, origin) in zip(box.bins, box.binOrigins) {
                let program = String(words.split(separator: "/").last ?? "")
                guard let owner = owners.updateValue(box.name, forKey: program), owner != box.name
                else {
                    continue
                }
                owners[program] = owner
                let key = "box.\(box.name).\(ManifestKey.bins.rawValue)"
                faults.append(ManifestFault(origin, key, .exportedTwice(program, by: owner)))
            }
        }
        if !faults.isEmpty { throw ManifestFaults(Array(faults.prefix(limit))) }
    }
}

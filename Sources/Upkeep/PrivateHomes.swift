import Boxes
import Linux

/// Which directory is whose: a home that a box has of its own is no other's, whatever the boxes
/// are called by now.
extension Household {
    /// Where a box's own home is to be: below its name, or beside that when that is another box's.
    ///
    /// One that is there already and is nobody's is taken; not so by a box that is to have a copy,
    /// for which it must be `fresh`.
    func privateHome(for name: BoxName, of box: BoxID, fresh: Bool = false) throws(UpkeepError)
        -> String
    {
        let homes = homesOfOthers(than: box)
        let usual = "\(places.homes)/\(name)"
        var path = usual
        var number = 1
        while homes.known.contains(path) || fresh && File.kind(path) != nil {
            number += 1
            path = "\(usual)-\(number)"
        }
        // It may be that of a box which nobody can read of: it is not given away meanwhile.
        if let fault = homes.fault, File.kind(path) != nil { throw fault }
        return path
    }

    /// The homes that other boxes have, or had and may have again, and those that are being made.
    func homesOfOthers(than box: BoxID) -> OthersHomes {
        let stored = store.all()
        let homes = stored.records.filter { $0.id != box }.compactMap(\.privateHome)
        return OthersHomes(
            known: journal.homes(except: box).union(homes),
            fault: stored.faults.first?.why
        )
    }
}

/// The homes that are other boxes'.
struct OthersHomes {
    let known: Set<String>
    /// Why more of those that are there may be: a record that cannot be read.
    let fault: UpkeepError?

    /// Whether that home is another's, as far as anybody knows.
    func mayHave(_ home: String) -> Bool { fault != nil || known.contains(home) }
}

extension BoxRecord {
    /// The home that the box has of its own, in use or not.
    package var privateHome: String? {
        ownHome ?? (live.spec.home == .private ? live.homeSource : nil)
    }
}

extension Journal {
    /// Homes that are made along with a box, and may have to go again.
    fileprivate func homes(except box: BoxID) -> Set<String> {
        Set(
            unfinished.compactMap { id in
                guard let entry = try? entry(id), entry.box != box else { return nil }
                switch entry.change {
                case .create(_, let home, _): return home
                case .succeed(let note): return note.home
                case .remove(_, _, let home, _): return home
                case .exchange, .forget, .rename, .look, .build, .publish, .push: return nil
                }
            }
        )
    }
}

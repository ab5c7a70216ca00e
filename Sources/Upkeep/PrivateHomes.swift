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
        let taken = try homesOfOthers(than: box)
        let usual = "\(places.homes)/\(name)"
        var path = usual
        var number = 1
        while taken.contains(path) || fresh && File.kind(path) != nil {
            number += 1
            path = "\(usual)-\(number)"
        }
        return path
    }

    /// The homes that other boxes have, or had and may have again, and those that are being made.
    func homesOfOthers(than box: BoxID) throws(UpkeepError) -> Set<String> {
        var homes: Set<String> = []
        for name in store.names() {
            // Whose record cannot be read may have any home: nothing is given away meanwhile.
            guard let record = try store.record(name), record.id != box else { continue }
            if let home = record.privateHome { homes.insert(home) }
        }
        return homes.union(journal.homes(except: box))
    }
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
                case .exchange, .forget, .rename, .look, .publish, .push: return nil
                }
            }
        )
    }
}

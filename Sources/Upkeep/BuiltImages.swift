/// Images that a command has built itself: what was done in them was done just now.
///
/// Boxes that want the same share what is built again for the first of them.
package final class BuiltImages {
    var ids: Set<String> = []

    package init() {}
}

/// What is wrong with a file of ours.
package enum RecordFault: Error, Equatable {
    /// Where it stops being what it should be.
    case malformed(String)
    /// It was written by a later version of the tool.
    case version(Int)
    /// It is another box's than its name says.
    case name(String)
}

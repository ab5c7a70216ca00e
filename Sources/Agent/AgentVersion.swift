/// The version of the program in the box.
package enum AgentVersion {
    package static let current = "0.1.0"
}

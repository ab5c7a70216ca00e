/// Something of the host's that is the user's own and that a box has unless it is left out.
///
/// The raw value is its name in words of options and in records.
package enum Facility: String, Codable, Sendable, CaseIterable {
    case sshAgent = "ssh-agent"
    case gpgAgent = "gpg-agent"
    /// Tickets, and what names the realm.
    case kerberos
    case smartCards = "smart-cards"
    /// Those of authorities that the host's administrator added.
    case certificates
    /// Passwords that git knows on the host.
    case gitCredentials = "git-credentials"
}

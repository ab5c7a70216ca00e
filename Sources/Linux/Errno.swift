import Glibc

/// Error numbers that modules without the C library decide by.
package enum Errno {
    package static let noSuchFile = ENOENT
    package static let refused = ECONNREFUSED
    package static let brokenPipe = EPIPE
    package static let connectionReset = ECONNRESET
    package static let permissionDenied = EACCES
    package static let inputOutput = EIO
    package static let again = EAGAIN
    package static let exists = EEXIST
    package static let notPermitted = EPERM
    package static let notEmpty = ENOTEMPTY
    package static let noSpace = ENOSPC
    package static let readOnly = EROFS
    package static let notImplemented = ENOSYS
    /// What a path leads to is on another mount, or reached by too many links.
    package static let crossDevice = EXDEV
    package static let tooManyLinks = ELOOP
    package static let tooLarge = EFBIG
    package static let invalid = EINVAL
    package static let busy = EBUSY
    package static let isDirectory = EISDIR
    package static let noText = EILSEQ
}

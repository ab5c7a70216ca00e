package import Boxes

/// Something in a manifest that cannot be meant.
package struct ManifestFault: Error, Equatable {
    /// The file, and the line; 0 where it is no line's fault.
    package let origin: SettingOrigin
    /// With the names of its tables: `box.web.volumes`; empty for the file as a whole.
    package let key: String
    package let reason: Reason

    package enum Reason: Error, Equatable {
        /// A file cannot be read: the errno.
        case unreadable(file: String, Int32)
        /// It is larger than a manifest may be: the limit in bytes.
        case tooLarge(Int)
        /// It names more files than belong to a manifest: how many these are.
        case tooManyFiles(Int)
        /// Not UTF-8, or no TOML: the parser's words.
        case malformed(String, hasBareText: Bool = false)
        case notUTF8
        /// A merge of two people's changes was not settled.
        case conflict
        /// No key that there is, and the one that was most likely meant.
        case unknownKey(nearest: String?)
        /// The value is not of that shape.
        case shape(ManifestKey.Shape)
        /// The value says nothing: an empty text.
        case emptyValue
        /// The value does not describe a box.
        case value(BoxError)
        /// No box of that name is in the file, and the one that was most likely meant.
        case noBox(String, file: String, nearest: String?)
        /// A file with several boxes, of which none is named.
        case ambiguous(file: String)
        /// A box that extends itself, over these.
        case circle([String])
        /// `!x` where nothing is called so, and what was most likely meant.
        case nothingToTake(String, nearest: String?)
        /// A program's name on the host is one box's, and that box has it already.
        case exportedTwice(String, by: BoxName)
        /// The box has no image.
        case noImage
        /// It is for a home of the box's own, and this one has the person's.
        case sharedHome
        /// There are more of them than anybody means: how many there may be.
        case tooMany(Int)
        /// More boxes extend each other, one after the other, than anybody means.
        case tooDeep(Int)
        /// A table lacks what it is nothing without.
        case lacksField(String)
        /// A kind of machine that has no such name: what it may be.
        case noArchitecture([String])
    }

    package init(_ origin: SettingOrigin, _ key: String, _ reason: Reason) {
        self.origin = origin
        self.key = key
        self.reason = reason
    }
}

/// All that is wrong in a manifest, in the order in which it stands there; never empty.
package struct ManifestFaults: Error, Equatable {
    package let list: [ManifestFault]

    /// Nobody reads more.
    static let limit = 100

    package init(_ list: [ManifestFault]) { self.list = list }
}

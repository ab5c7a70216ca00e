package import Linux

/// What runs containers: Podman or Docker, reached over its Unix socket.
///
/// Every call is bounded in time: an engine that dies or hangs ends in an ``EngineError``.
package protocol Engine {
    /// Where the engine is, as the user would give it to `--engine`.
    var address: EngineAddress { get }

    /// What the engine is and can do; asked once, then remembered.
    func facts() throws(EngineError) -> EngineFacts

    /// Makes a container that does not run yet, and gives its id.
    ///
    /// That may take as long as a copy of the image's layers. `tick` is asked about ten times a
    /// second whether to go on; an engine that was left alone may still end what it began.
    func create(
        _ request: ContainerRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String
    /// The container of that name or id; nil when there is none.
    func container(_ name: String) throws(EngineError) -> Container?
    /// All containers, running or not, that carry the label, whatever its value; without one, all
    /// there are.
    func containers(labelled label: String?) throws(EngineError) -> [Container]
    /// Bytes that each container with the label has written to its own layer, by the container's id;
    /// takes as long as reading all of them.
    func writtenBytes(
        labelled label: String,
        tick: () -> Bool
    ) throws(EngineError) -> [String: Int64]
    /// Starts it; one that runs already is no error.
    func start(_ id: String) throws(EngineError)
    /// Asks it to end, and kills it after `grace` seconds; one that does not run is no error.
    func stop(_ id: String, grace: Int) throws(EngineError)
    func kill(_ id: String, signal: Int32) throws(EngineError)
    func rename(_ id: String, to name: String) throws(EngineError)
    /// Removes it with its anonymous volumes, running or not; one that is gone is no error.
    func remove(_ id: String) throws(EngineError)
    /// Removes what an engine that was killed left of a container of that name which it never finished making, `since`
    /// then, in seconds since 1970; answers whether there was anything.
    func removeUnfinished(_ name: String, since: Int64) throws(EngineError) -> Bool
    /// Unpacks a tar archive below `/` of the container, running or not.
    func upload(_ archive: [UInt8], to id: String) throws(EngineError)
    /// What is at an absolute path of the container, running or not; nil when there is nothing.
    func entry(_ path: String, in id: String) throws(EngineError) -> ContainerEntry?
    /// The first `limit` bytes of the file that the path leads to; nil when it leads to none.
    func read(_ path: String, in id: String, limit: Int) throws(EngineError) -> [UInt8]?
    /// Writes what is in a folder of the container, volumes included, to a file as a tar archive.
    func save(
        _ folder: String,
        of id: String,
        to file: borrowing FileDescriptor,
        tick: () -> Bool
    ) throws(EngineError)
    /// Unpacks such an archive, from where the file is read next, in a folder of the container.
    ///
    /// Podman's archives of folders do not say whose files are: there all of them become the container's
    /// user's with `toUser`, and else root's.
    func restore(
        _ folder: String,
        of id: String,
        from file: borrowing FileDescriptor,
        toUser: Bool,
        tick: () -> Bool
    ) throws(EngineError)
    /// What was changed in the container, running or not, since it was made.
    func changes(of id: String) throws(EngineError) -> [ChangedFile]
    /// Makes an image of the container's present state, and gives its id.
    ///
    /// `tick` is asked about ten times a second whether to go on; an engine that was left alone may
    /// still end what it began.
    func commit(
        _ request: CommitRequest,
        tick: () -> Bool
    ) throws(EngineError) -> String
    /// Hands over the container's log, oldest first; `follow` goes on until the container ends.
    ///
    /// `sink` is given whole chunks of one stream and answers whether to go on.
    func logs(
        _ id: String,
        tail: Int?,
        follow: Bool,
        sink: (LogStream, [UInt8]) -> Bool
    ) throws(EngineError)

    /// Starts a command by the engine itself, with its streams on one hijacked connection.
    func exec(_ request: ExecRequest, in id: String) throws(EngineError) -> ExecStream
    /// What the command of that exec ended with; nil while it runs.
    func exitCode(ofExec id: String) throws(EngineError) -> Int32?
    /// Tells the exec's terminal its size.
    func resize(exec id: String, rows: UInt16, columns: UInt16) throws(EngineError)

    /// The image in the engine's own store; nil when it is not there.
    func image(_ reference: String) throws(EngineError) -> Image?
    /// All images that carry the label, whatever its value; without one, all there are.
    func images(labelled label: String?) throws(EngineError) -> [Image]
    /// An image that an engine which was killed never finished, by its id; nil for none.
    ///
    /// Nobody can use it, and nobody but us leaves it out of the list of images. One that is being made just
    /// now looks the same.
    func unfinishedImage() throws(EngineError) -> String?
    /// What the image consists of, the lowest first.
    func layers(of image: String) throws(EngineError) -> [ImageLayer]
    /// Makes an image, and gives its id; one that fails or is stopped leaves nothing.
    ///
    /// `progress` answers whether to go on.
    func build(
        _ request: BuildRequest,
        context: BuildContext,
        progress: (BuildEvent) -> Bool
    ) throws(EngineError) -> String
    /// Ends what is left of a build whose caller or whose engine was killed, and answers whether anything was.
    func endBuild(_ mark: BuildMark) throws(EngineError) -> Bool
    /// Gives the image one more name.
    func tag(_ image: String, as reference: String) throws(EngineError)
    /// Fetches an image from its registry, telling what it does; gives the image's id.
    ///
    /// `progress` answers whether to go on; a pull that was told to stop throws `.cancelled`.
    func pull(
        _ request: PullRequest,
        progress: (PullProgress) -> Bool
    ) throws(EngineError) -> String
    /// Sends an image to the registry that its name says; gives the digest that it has there, when the
    /// engine tells.
    ///
    /// `progress` is given the engine's last words, and answers whether to go on.
    func push(
        _ request: PushRequest,
        progress: (String) -> Bool
    ) throws(EngineError) -> String?
    /// Writes all files of a container, running or not, without what is mounted in it, to a file as a tar
    /// archive; `tick` is told how many bytes.
    func export(
        _ id: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError)
    /// Writes an image to a file as an archive that ``loadImages`` takes.
    func save(
        image: String,
        to file: borrowing FileDescriptor,
        tick: (Int64) -> Bool
    ) throws(EngineError)
    /// Makes an image of a plain (maybe compressed) tar of a root filesystem; gives its id.
    func importRootFilesystem(
        _ archive: borrowing FileDescriptor,
        _ request: ImportRequest,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> String
    /// Loads an OCI or Docker image archive; gives the references or ids it brought.
    func loadImages(
        _ archive: borrowing FileDescriptor,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> [String]
    /// Takes the name from the image, and the image away with its last name.
    func removeImage(_ reference: String) throws(EngineError)
}

extension Engine {
    /// The same without anybody who could stop it.
    package func create(_ request: ContainerRequest) throws(EngineError) -> String {
        try create(request) { true }
    }

    /// The same, with nothing said of the image.
    package func importRootFilesystem(
        _ archive: borrowing FileDescriptor,
        as reference: String,
        progress: (Int64) -> Bool
    ) throws(EngineError) -> String {
        try importRootFilesystem(archive, ImportRequest(reference: reference), progress: progress)
    }

    /// The same without anybody who could stop it.
    package func commit(_ request: CommitRequest) throws(EngineError) -> String {
        try commit(request) { true }
    }
}

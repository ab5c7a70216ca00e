import Glibc

// Functions of the C library that its headers show to GNU programs only, which Swift is not.

@_silgen_name("pipe2")
func pipe2(_ ends: UnsafeMutablePointer<Int32>, _ flags: Int32) -> Int32

@_silgen_name("posix_spawn_file_actions_addchdir_np")
func addChangeOfDirectory(
    _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>,
    _ path: UnsafePointer<CChar>
) -> Int32

@_silgen_name("posix_openpt")
func openTerminalMaster(_ flags: Int32) -> Int32

@_silgen_name("unlockpt")
func unlockTerminal(_ master: Int32) -> Int32

@_silgen_name("ptsname_r")
func nameOfTerminal(_ master: Int32, _ name: UnsafeMutablePointer<CChar>, _ size: Int) -> Int32

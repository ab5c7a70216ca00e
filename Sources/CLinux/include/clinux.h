/// Calls that glibc's module map keeps from Swift. Each returns 0 or an errno, unless it says
/// otherwise.
#pragma once

import Glibc
import Testing

@testable import Linux

/// EnvironmentVariables by their names.
@Suite struct VariablesTests {
    @Test func thoseOfTheProcessAreItsOwn() {
        unsafe setenv("ALCOVE_VARIABLES_TEST", "a=b", 1)
        defer { unsafe unsetenv("ALCOVE_VARIABLES_TEST") }
        #expect(EnvironmentVariables.own["ALCOVE_VARIABLES_TEST"] == "a=b")
        #expect(EnvironmentVariables.own["ALCOVE_VARIABLES"] == nil)
    }

    @Test func thoseThatAreGivenAreAllThereIs() {
        let given: EnvironmentVariables = ["A": "1", "B": ""]
        #expect(given["A"] == "1")
        #expect(given["B"]?.isEmpty == true)
        #expect(given["PATH"] == nil)
    }
}

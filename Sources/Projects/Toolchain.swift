/// The tools that a project needs by the files it has.
package struct Toolchain: Equatable, Sendable {
    /// What it is called in a comment.
    package let name: String
    /// Files of which one tells that it is needed.
    package let signs: [String]
    /// What is run in the project's folder.
    package let shims: [String]
    /// By the package managers' families; those of Debian hold where a family is not named.
    let packages: [String: [String]]

    /// The packages of a distribution's family.
    package func packages(of family: String?) -> [String] {
        let family = family ?? ""
        return packages[Self.parents[family] ?? family] ?? packages["debian"] ?? []
    }

    /// Families whose packages are called as those of another.
    private static let parents = [
        "enterprise": "fedora", "enterprise-7": "fedora", "amazon": "fedora", "openeuler": "fedora",
        "wolfi": "alpine", "chimera": "alpine", "ubuntu": "debian",
    ]

    /// Those that can be told.
    package static let all = [
        Toolchain(
            name: "Node.js",
            signs: ["package.json"],
            shims: ["node", "npm", "npx"],
            packages: ["debian": ["nodejs", "npm"], "fedora": ["nodejs", "nodejs-npm"]]
        ),
        Toolchain(
            name: "Go",
            signs: ["go.mod"],
            shims: ["go", "gofmt"],
            packages: [
                "debian": ["golang"], "fedora": ["golang"], "arch": ["go"], "opensuse": ["go"],
                "alpine": ["go"],
            ]
        ),
        Toolchain(
            name: "Rust",
            signs: ["Cargo.toml"],
            shims: ["cargo", "rustc"],
            packages: ["debian": ["cargo"], "arch": ["rust"]]
        ),
        Toolchain(
            name: "Python",
            signs: ["pyproject.toml", "requirements.txt", "setup.py", "Pipfile"],
            shims: ["python3", "pip3"],
            packages: [
                "debian": ["python3", "python3-pip", "python3-venv"],
                "fedora": ["python3", "python3-pip"], "arch": ["python", "python-pip"],
                "opensuse": ["python3", "python3-pip"], "alpine": ["python3", "py3-pip"],
            ]
        ),
        Toolchain(
            name: "Ruby",
            signs: ["Gemfile"],
            shims: ["ruby", "bundle"],
            packages: [
                "debian": ["ruby", "ruby-bundler"], "fedora": ["ruby", "rubygem-bundler"],
                "arch": ["ruby", "ruby-bundler"], "opensuse": ["ruby", "ruby-bundler"],
                "alpine": ["ruby", "ruby-bundler"],
            ]
        ),
        Toolchain(
            name: "Java",
            signs: ["pom.xml"],
            shims: ["java", "javac", "mvn"],
            packages: [
                "debian": ["default-jdk-headless", "maven"], "arch": ["jdk-openjdk", "maven"],
                "fedora": ["java-devel", "maven"], "opensuse": ["java-devel", "maven"],
                "alpine": ["openjdk21", "maven"],
            ]
        ),
        Toolchain(
            name: "Gradle",
            signs: ["build.gradle", "build.gradle.kts"],
            shims: ["java", "javac"],
            // Projects bring the Gradle that they want: ./gradlew.
            packages: [
                "debian": ["default-jdk-headless"], "arch": ["jdk-openjdk"],
                "fedora": ["java-devel"], "opensuse": ["java-devel"], "alpine": ["openjdk21"],
            ]
        ),
        Toolchain(
            name: "PHP",
            signs: ["composer.json"],
            shims: ["php", "composer"],
            packages: [
                "debian": ["php-cli", "composer"], "fedora": ["php-cli", "composer"],
                "arch": ["php", "composer"], "alpine": ["php", "composer"],
                "opensuse": ["php-cli", "php-composer2"],
            ]
        ),
        Toolchain(
            name: "Elixir",
            signs: ["mix.exs"],
            shims: ["elixir", "iex", "mix"],
            packages: ["debian": ["elixir"]]
        ),
        Toolchain(
            name: "C and C++",
            signs: ["CMakeLists.txt", "configure.ac", "meson.build"],
            shims: ["cc", "make", "cmake"],
            packages: [
                "debian": ["build-essential", "cmake"], "fedora": ["gcc-c++", "make", "cmake"],
                "arch": ["base-devel", "cmake"], "opensuse": ["gcc-c++", "make", "cmake"],
                "alpine": ["build-base", "cmake"],
            ]
        ),
    ]

    /// The names of `.tool-versions` that mean the same.
    static let versioned = [
        "nodejs": "Node.js", "node": "Node.js", "golang": "Go", "go": "Go", "rust": "Rust",
        "python": "Python", "ruby": "Ruby", "java": "Java", "maven": "Java", "cmake": "C and C++",
        "gradle": "Gradle", "php": "PHP", "elixir": "Elixir",
    ]
}

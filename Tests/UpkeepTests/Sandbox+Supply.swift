import Boxes
import Linux
import Profiles

@testable import Upkeep

extension Sandbox {
    var supply: ImageSupply {
        ImageSupply(
            engine: engine,
            shelf: ProfileShelf(places.profiles),
            places: places,
            environment: Environment.all
        )
    }

    static let debian = """
        [image.debian]
        default = "stable"
        [image.debian.releases]
        NAME = "docker.io/library/debian:{release}"
        [bootstrap]
        default = "stable"
        package = "mkdeb"
        command = ["HOME/bin/mkdeb", "{release}", "{architecture}", "{output}"]
        """

    /// A family whose images `bin/mkdeb` of the home makes.
    func makeProfile() throws {
        let text = Self.debian.split(separator: "HOME").joined(separator: home)
        try write("profiles/debian.toml", text)
    }
}

/// What is asked of a supply.
func order(_ source: ImageSource, pull: PullPolicy = .missing) -> ImageSupply.Order {
    var order = ImageSupply.Order(source)
    order.pull = pull
    return order
}

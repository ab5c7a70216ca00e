import Foundation
import Testing

extension HostileAppTests {
    // MARK: - How many there are

    @Test func tenThousandAreNoObstacle() throws {
        try plant(
            #"""
            mkdir -p /usr/local/share/applications /usr/share/icons/hicolor/48x48/apps
            cd /usr/local/share/applications
            i=0
            while [ $i -lt 9000 ]; do
                printf '[Desktop Entry]\nType=Application\nName=Number %s\nExec=true\n' \
                    $i >n$i.desktop
                i=$((i + 1))
            done
            cd /usr/share/icons/hicolor/48x48/apps
            i=0
            while [ $i -lt 10000 ]; do
                : >n$i.png
                i=$((i + 1))
            done
            """#
        )
        let exported = try #require(try export("n8999", seconds: 60))
        #expect(exported["Name"]?.hasPrefix("Number 8999") == true)
        #expect(try export("Number 5000", seconds: 60) != nil)
        let listed = try host.alcove("apps", box, seconds: 60)
        #expect(listed.status == 0, "\(listed.complaints)")
        #expect(text(listed.stdout).contains("Number 8999"))
        try withdraw()
    }
}

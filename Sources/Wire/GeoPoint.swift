internal import Glibc

/// A point on the globe (WGS 84), written as a URI: `geo:20.0174,110.3492`, latitude first (RFC 5870 §3.3).
package struct GeoPoint: Hashable, Sendable {
    /// As it was given.
    package let text: String
    /// Degrees, north and east positive.
    package let latitude: Double
    package let longitude: Double

    /// Nil where it is no such URI, or beyond ±90 and ±180 degrees. An altitude and parameters may follow; they say nothing here.
    package init?(_ text: String) {
        guard text.utf8.count <= 64, text.hasPrefix("geo:") else { return nil }
        let numbers = text.dropFirst(4).prefix { $0 != ";" }.split(separator: ",", omittingEmptySubsequences: false)
        guard (2...3).contains(numbers.count), numbers.allSatisfy(GeoPoint.isDecimal), let latitude = Double(numbers[0]), let longitude = Double(numbers[1]),
            abs(latitude) <= 90, abs(longitude) <= 180
        else { return nil }
        self.text = text
        self.latitude = latitude
        self.longitude = longitude
    }

    private static func isDecimal(_ text: Substring) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// Over the surface of a sphere of the Earth's mean radius (haversine): right to half a percent.
    package func kilometres(to other: GeoPoint) -> Int64 {
        let radians = Double.pi / 180
        let north = (other.latitude - latitude) * radians
        let east = (other.longitude - longitude) * radians
        let a = pow(sin(north / 2), 2) + cos(latitude * radians) * cos(other.latitude * radians) * pow(sin(east / 2), 2)
        return Int64((2 * 6_371.0088 * asin(min(1, a.squareRoot()))).rounded())
    }
}

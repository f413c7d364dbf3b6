import COpenSSL

/// What OpenSSL could not do.
package enum CryptographyError: Error, Hashable, Sendable {
    case unavailable(String)
    case badKey
    case badLength(Int)
    case failed(String)
}

/// SHA-256 (FIPS 180-4) for many short inputs: one fetched algorithm and one context, used again for each. Two to three
/// times faster for 300-byte entries than a context each. For one thread at a time.
package final class SHA256Hasher {
    private let context: OpaquePointer
    private let algorithm: OpaquePointer
    private var isFresh = true

    /// Throws where OpenSSL has no SHA-256 or no memory.
    package init() throws(CryptographyError) {
        guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil), let context = EVP_MD_CTX_new() else {
            throw .unavailable("SHA-256")
        }
        self.algorithm = algorithm
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
        EVP_MD_free(algorithm)
    }

    package func begin() {
        // Naming the algorithm again would count its references, which threads share: two ran slower than one.
        EVP_DigestInit_ex2(context, isFresh ? algorithm : nil, nil)
        isFresh = false
    }

    package func update(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

    package func finish() -> Digest32 {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { out in
            EVP_DigestFinal_ex(context, out.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
            return Digest32(UnsafeRawBufferPointer(out)) ?? .zero
        }
    }

    package func hash(_ bytes: UnsafeRawBufferPointer) -> Digest32 {
        begin()
        update(bytes)
        return finish()
    }

    /// SHA-256(prefix ‖ bytes).
    package func hash(prefix: UInt8, _ bytes: UnsafeRawBufferPointer) -> Digest32 {
        begin()
        var prefix = prefix
        EVP_DigestUpdate(context, &prefix, 1)
        update(bytes)
        return finish()
    }

    /// SHA-256(prefix ‖ left ‖ right).
    package func hash(prefix: UInt8, _ left: Digest32, _ right: Digest32) -> Digest32 {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { input in
            input[0] = prefix
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: input[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: input[33..<65]).copyMemory(from: $0) }
            return hash(UnsafeRawBufferPointer(input))
        }
    }
}

/// SHA-256 and HMAC-SHA-256 where there is one thing to hash.
package enum SHA256 {
    /// Looked up once: to name it for each hash cost as much as 500 bytes of it.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil) ?? EVP_sha256()

    package static func hash(_ bytes: [UInt8]) -> Digest32 { bytes.withUnsafeBytes { hash($0) } }

    package static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest32 {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { out in
            EVP_Digest(bytes.baseAddress, bytes.count, out.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, algorithm, nil)
            return Digest32(UnsafeRawBufferPointer(out)) ?? .zero
        }
    }

    /// RFC 6962 §2.1: SHA-256(0x00 ‖ entry).
    package static func leaf(_ entry: [UInt8]) -> Digest32 { hash([0] + entry) }

    /// RFC 2104 with SHA-256.
    package static func hmac(key: [UInt8], message: [UInt8]) -> Digest32 {
        var output = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &output, &length)
        return Digest32(output) ?? .zero
    }
}

package enum Randomness {
    package static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .failed("random bytes") }
        return bytes
    }
}

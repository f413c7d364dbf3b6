import Cryptography
package import DutyFree

/// The key under which travellers' codes are made (一人一码). It lives outside the ledger; without it nobody can tell whose a
/// code is, nor make the same code again: destroying it is erasure (PIPL), and touches no entry.
package struct PersonKey: Sendable {
    private let secret: [UInt8]

    package init(secret: [UInt8]) { self.secret = secret }

    /// `p:` and the hex of HMAC-SHA-256(key, `type|country|NUMBER`).
    package func code(of number: DocumentNumber) -> PersonCode { PersonCode("p:" + SHA256.hmac(key: secret, message: number.message).hex) }

    /// Tells keys apart without saying anything of them: eight hex digits.
    package var id: String { String(SHA256.hmac(key: secret, message: Array("dutyfree person key id".utf8)).hex.prefix(8)) }
}

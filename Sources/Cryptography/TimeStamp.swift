import COpenSSL
import Glibc

/// Why a time stamp proves nothing.
package enum TimeStampError: Error, Hashable, Sendable {
    /// Not the DER of a time-stamp response (RFC 3161 §2.4.2), or one by which the authority refused.
    case notAResponse
    /// It is over other bytes.
    case otherData
    /// The certificates of the authority cannot be read from this file.
    case noAuthority(String)
    /// Its signer's certificate does not lead to those certificates: another authority's stamp.
    case otherAuthority
    /// The authority's, and its signature does not hold; OpenSSL's reason.
    case badSignature(String)
}

/// A time stamp (RFC 3161): an authority's signed word that some bytes existed at a time.
package struct TimeStamp: Hashable, Sendable {
    /// `genTime` (§2.4.2): seconds since 1970, UTC. What was stamped existed by then.
    package let time: Int64

    /// A request (§2.4.1) for a stamp over SHA-256 of `data`, DER: certificates asked for, with a random nonce.
    package static func request(over data: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard let request = TS_REQ_new(), let imprint = TS_MSG_IMPRINT_new(), let algorithm = X509_ALGOR_new(), let nonce = ASN1_INTEGER_new() else {
            throw .unavailable("RFC 3161")
        }
        defer {
            TS_REQ_free(request)
            TS_MSG_IMPRINT_free(imprint)
            X509_ALGOR_free(algorithm)
            ASN1_INTEGER_free(nonce)
        }
        X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nil)
        var digest = SHA256.hash(data).bytes
        var random: UInt64 = 0
        guard RAND_bytes(&random, 8) == 1 else { throw .failed("RAND_bytes") }
        let isMade =
            TS_REQ_set_version(request, 1) == 1 && TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1
            && TS_MSG_IMPRINT_set_msg(imprint, &digest, Int32(digest.count)) == 1 && TS_REQ_set_msg_imprint(request, imprint) == 1
            && ASN1_INTEGER_set_uint64(nonce, random | 1) == 1 && TS_REQ_set_nonce(request, nonce) == 1 && TS_REQ_set_cert_req(request, 1) == 1
        guard isMade else { throw .failed("TS_REQ") }
        var out: UnsafeMutablePointer<UInt8>?
        let count = i2d_TS_REQ(request, &out)
        guard count > 0, let out else { throw .failed("i2d_TS_REQ") }
        defer { CRYPTO_free(out, nil, 0) }
        return Array(UnsafeBufferPointer(start: out, count: Int(count)))
    }

    /// Whether `response` stamps exactly `data` (its SHA-256), whoever signed it.
    package static func covers(_ response: [UInt8], data: [UInt8]) -> Bool {
        guard let parsed = parse(response) else { return false }
        defer { TS_RESP_free(parsed) }
        guard let info = TS_RESP_get_tst_info(parsed), let imprint = TS_TST_INFO_get_msg_imprint(info), let digest = TS_MSG_IMPRINT_get_msg(imprint) else {
            return false
        }
        return Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(digest), count: Int(ASN1_STRING_length(digest)))) == SHA256.hash(data).bytes
    }

    /// Checks the DER of a response over `data` against the certificates in the PEM file `authority`: form, imprint, the
    /// authority's signature, and its certificate's purpose and chain *as of the time that it states*, since evidence outlives
    /// certificates.
    package init(verifying response: [UInt8], over data: [UInt8], authority path: String) throws(TimeStampError) {
        ERR_clear_error()
        guard let parsed = TimeStamp.parse(response) else { throw .notAResponse }
        defer { TS_RESP_free(parsed) }
        guard let info = TS_RESP_get_tst_info(parsed), let stated = TS_TST_INFO_get_time(info) else { throw .notAResponse }
        guard TimeStamp.covers(response, data: data) else { throw .otherData }
        var parts = tm()
        guard ASN1_TIME_to_tm(stated, &parts) == 1 else { throw .notAResponse }
        let seconds = timegm(&parts)

        guard let context = TS_VERIFY_CTX_new() else { throw .badSignature("no memory") }
        // It owns store and data from here on.
        defer { TS_VERIFY_CTX_free(context) }
        guard let store = X509_STORE_new() else { throw .badSignature("no memory") }
        guard X509_STORE_load_file(store, path) == 1 else {
            X509_STORE_free(store)
            throw .noAuthority(path)
        }
        X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), seconds)
        TS_VERIFY_CTX_set_store(context, store)
        let bio = data.withUnsafeBytes { bytes -> OpaquePointer? in
            let bio = BIO_new(BIO_s_mem())
            BIO_write(bio, bytes.baseAddress, Int32(clamping: bytes.count))
            return bio
        }
        TS_VERIFY_CTX_set_data(context, bio)
        TS_VERIFY_CTX_set_flags(context, Int32(TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA))
        guard TS_RESP_verify_response(context, parsed) == 1 else { throw TimeStamp.reason() }
        time = Int64(seconds)
    }

    private static func parse(_ response: [UInt8]) -> OpaquePointer? {
        response.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            guard let parsed = d2i_TS_RESP(nil, &start, bytes.count) else { return nil }
            guard let base = bytes.baseAddress, let end = start, end - base == bytes.count, TS_RESP_get_tst_info(parsed) != nil else {
                TS_RESP_free(parsed)
                return nil
            }
            return parsed
        }
    }

    /// OpenSSL looks at the certificate first, and says so by this reason (`TS_R_CERTIFICATE_VERIFY_ERROR` of `ERR_LIB_TS`).
    private static func reason() -> TimeStampError {
        var last: UInt = 0
        while case let code = ERR_get_error(), code != 0 {
            if code >> 23 & 0xFF == UInt(ERR_LIB_TS), code & 0x7F_FFFF == UInt(TS_R_CERTIFICATE_VERIFY_ERROR) { return .otherAuthority }
            last = code
        }
        guard last != 0, let text = ERR_reason_error_string(last) else { return .badSignature("refused") }
        return .badSignature(String(cString: text))
    }
}

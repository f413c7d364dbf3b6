import Support
import Testing

extension SchemaTests {
    /// Closing, proving, checking, witnessing and keys, as far as a machine reads them.
    func checkEvidence(_ shop: Shop, _ judge: (String, Ran) throws -> Void) throws {
        func check(_ shape: String, _ line: String) throws { try judge(shape, shop.shell("dutyfree \(line) --json")) }
        try shop.shell("dutyfree checkpoint > old.checkpoint; dutyfree key export-public > ledger.vkey")
        for line in ["close -n", "close", "close"] { try check("close", line) }
        let kinds = [
            "entry 0", "item \(Rows.item("A1")) --qr item.svg", "state \(Rows.item("A1"))",
            "absent \(Rows.item("NONE"))", "stock --location W1", "stock --location W1 --product 09521000200074",
            "extension old.checkpoint",
        ]
        for (place, kind) in kinds.enumerated() {
            try check("prove", "prove \(kind) -o \(place).proof")
            try check("check", "check \(place).proof --key ledger.vkey")
        }
        try check("prove", "prove entry 1")
        try check("export tiles", "export tiles tiles")
        try check("verify against", "verify --against tiles")
        try check("verify", "verify --since old.checkpoint")
        try check("witness init", "witness init --name w.example")
        try check("witness add", "witness add ledger.vkey")
        try shop.shell("dutyfree checkpoint request -o request.txt")
        try check("witness sign", "witness sign request.txt -o answer.txt")
        try check("witness sign", "witness sign answer.txt")
        try check("checkpoint attach", "checkpoint attach answer.txt --witness witness/witness.vkey")
        try check("witness run", "witness run ledger.dutyfree")
        try check("witness list", "witness list")
        try check("witness compare", "witness compare old.checkpoint tiles/checkpoint --key ledger.vkey --with tiles")
        try check("witness compare", "witness compare old.checkpoint tiles/checkpoint --key ledger.vkey")
        try check("verify", "verify --witness witness/witness.vkey")
        try check("key list", "key list")
        try check("key party", "key party S1 -n")
        try check("key export-public", "key export-public")
        let former = try String(shop.shell("cut -d+ -f2 ledger.vkey").output.prefix(8))
        try check("key rotate", "key rotate")
        try check("key revoke", "key revoke \(former) --reason lost")
        try shop.shell("cp ledger.key.\(former) other.key")
        try judge(
            "key protect", shop.shell("DUTYFREE_PASSPHRASE=correct-horse dutyfree key protect --key other.key --json"))
        try check("key list", "key list")
    }
}

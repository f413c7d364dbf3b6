import Foundation
import Support
import Testing
import Wire

/// Notices to linked parties: each once in a file, and to a receiver that is down, fails, and comes back.
struct NotifyTests {
    private func shop(calls: Int) throws -> Shop {
        let shop = try Shop()
        for index in 0..<calls { try shop.must("call", "open", "query", "--to", "S1", "--text", "question \(index)", "--as", "K1") }
        return shop
    }

    private func seqs(_ text: String) throws -> [Int64] { try JSON.lines(text).compactMap { $0["seq"]?.integer } }

    /// Half a line is what a crash leaves; an entry stands there once however often and by however many it is asked.
    @Test func aFileHasEachEntryOnce() throws {
        let shop = try shop(calls: 3)
        try shop.must("call", "notify", "-o", "out.jsonl")
        let first = String(decoding: try shop.read("out.jsonl"), as: UTF8.self)
        #expect(try seqs(first).count == 3)
        try shop.write("out.jsonl", String(first.dropLast(40)))
        try shop.must("call", "notify", "-o", "out.jsonl")
        #expect(String(decoding: try shop.read("out.jsonl"), as: UTF8.self) == first)
        try shop.must("call", "open", "query", "--to", "S1", "--text", "one more", "--as", "K1")
        try shop.shell("seq 4 | xargs -P 4 -I NUMBER dutyfree call notify -o out.jsonl")
        let all = try seqs(String(decoding: try shop.read("out.jsonl"), as: UTF8.self))
        #expect(all.count == 4 && all == all.sorted() && Set(all).count == 4)
    }

    /// A receiver in plain Python: it checks the signature, answers 503 to the first so many, and notes what it took.
    private static let receiver = #"""
        import base64, hashlib, hmac, http.server, json, os, sys, threading
        clock = threading.Timer(120, os._exit, [0]); clock.daemon = True; clock.start()
        failures, secret, log = int(sys.argv[1]), sys.argv[2].encode(), open(sys.argv[3], "a")
        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                global failures
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
                expected = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
                status = 401 if expected != self.headers["webhook-signature"] else 503 if failures > 0 else 204
                failures -= 1
                if status == 204:
                    log.write(json.dumps({"id": self.headers["webhook-id"], "seq": json.loads(body)["seq"]}) + "\n"); log.flush()
                self.send_response(status); self.end_headers()
            def log_message(self, *_): pass
        server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[4])), Receiver)
        print(server.server_port, flush=True)
        server.serve_forever()
        """#

    /// Starts it in the background and answers its port.
    private func start(_ shop: Shop, failures: Int, secret: String = "topsecret", port: Int = 0) throws -> Int {
        try shop.write("receiver.py", Self.receiver)
        // By a process that closes what it inherits: Foundation waits for whoever holds its pipe, grandchildren too.
        let starter =
            "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=open('port', 'w'), stderr=open('receiver.log', 'w')); open('pid', 'w').write(str(p.pid))"
        try run(
            "/usr/bin/python3", "-c", starter, "/usr/bin/python3", "receiver.py", String(failures), secret, "taken.jsonl", String(port), in: shop.folder.url,
            environment: shop.environment)
        for _ in 0..<200 {
            let line = String(decoding: try shop.read("port"), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            if let port = Int(line) { return port }
            usleep(50_000)
        }
        throw BadFixture("no receiver: " + String(decoding: try shop.read("receiver.log"), as: UTF8.self))
    }

    /// For good: signals that can be blocked are, in what a test starts.
    private func stop(_ shop: Shop) throws { try shop.shell("kill -9 $(cat pid)") }

    private func taken(_ shop: Shop) throws -> [Int64] {
        shop.exists("taken.jsonl") ? try seqs(String(decoding: try shop.read("taken.jsonl"), as: UTF8.self)) : []
    }

    /// Down from one morning to the next: calls are opened, answered and escalated meanwhile, every hour it is tried and
    /// fails, and in the end each notice has come once, in order.
    @Test func aReceiverThatIsDownForADayMissesNothing() throws {
        let shop = try shop(calls: 1)
        try shop.write("secret", "topsecret\n")
        // A port that nobody listens on, as the receiver that will come back has it.
        let port = try start(shop, failures: 0)
        try stop(shop)
        var left: [Int64] = []
        for hour in 0...25 {
            let now = ["DUTYFREE_NOW": "2026-03-0\(3 + hour / 24)T\(hour % 24 < 10 ? "0" : "")\(hour % 24):00:00Z"]
            func dutyfree(_ arguments: String...) throws -> Ran {
                try run([Binary.path] + arguments, in: shop.folder.url, environment: shop.environment.merging(now) { $1 })
            }
            if hour % 8 == 0 { #expect(try dutyfree("call", "open", "query", "--to", "S1", "--text", "hour \(hour)", "--as", "K1").status == 0) }
            if hour == 9 { #expect(try dutyfree("call", "answer", "Q-2026-002", "--text", "here", "--as", "S1").status == 0) }
            if hour == 25 { #expect(try dutyfree("call", "escalate", "--as", "K1").status == 0) }
            let tried = try dutyfree("call", "notify", "--url", "http://127.0.0.1:\(port)/hook", "--secret", "secret", "--retry-for", "0", "--json")
            #expect(tried.status == 4)
            left.append(try JSON.object(tried.output)["left"]?.integer ?? -1)
        }
        #expect(left.first == 2 && left == left.sorted() && (left.last ?? 0) > 6)
        _ = try start(shop, failures: 2, port: port)
        defer { try? stop(shop) }
        #expect(try shop.dutyfree("call", "notify", "--url", "http://127.0.0.1:\(port)/hook", "--secret", "secret", "--retry-for", "20", "--json").status == 0)
        try shop.must("call", "notify", "-o", "all.jsonl")
        #expect(try taken(shop) == seqs(String(decoding: try shop.read("all.jsonl"), as: UTF8.self)))
        #expect(try Int64(taken(shop).count) == left.last)
    }

    @Test func aReceiverThatWasDownGetsEverythingInOrder() throws {
        let shop = try shop(calls: 3)
        try shop.write("secret", "topsecret\n")
        let port = try start(shop, failures: 1)
        let url = "http://127.0.0.1:\(port)/hook"
        func notify(_ retryFor: String) throws -> Ran {
            try shop.dutyfree("call", "notify", "--url", url, "--secret", "secret", "--retry-for", retryFor, "--json")
        }
        // One failure, one try more.
        let first = try notify("20")
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        let sent = try taken(shop)
        #expect(sent.count == 3 && sent == sent.sorted())
        #expect(try JSON.object(try notify("0").output)["sent"]?.integer == 0)
        try stop(shop)
        // Down for as long as it may be: what is new waits.
        for index in 0..<2 { try shop.must("call", "open", "query", "--to", "S1", "--text", "later \(index)", "--as", "K1") }
        let down = try notify("0")
        #expect(down.status == 4)
        #expect(try JSON.object(down.output)["left"]?.integer == 2)
        // Back, with another secret: it refuses, and still nothing is lost.
        _ = try start(shop, failures: 0, secret: "changed", port: port)
        #expect(try notify("0").status == 4)
        try stop(shop)
        _ = try start(shop, failures: 0, port: port)
        defer { try? stop(shop) }
        #expect(try notify("20").status == 0)
        let all = try taken(shop)
        #expect(all.count == 5 && Set(all).count == 5 && all == all.sorted())
        // A lost cursor sends again, under the same ids.
        let removed = try shop.shell("rm ledger.dutyfree.outbox/*")
        #expect(removed.status == 0)
        #expect(try notify("20").status == 0)
        let ids = try JSON.lines(String(decoding: try shop.read("taken.jsonl"), as: UTF8.self)).compactMap { $0["id"]?.string }
        #expect(ids.count == 10 && Set(ids).count == 5)
    }

    @Test(arguments: [
        ["--url", "ftp://x/y", "--secret", "secret"], ["--url", "nonsense", "--secret", "secret"], ["--url", "http://127.0.0.1:1/"],
        ["-o", "a", "--url", "http://x"], [],
    ])
    func whereToMustBeSaid(_ arguments: [String]) throws {
        let shop = try shop(calls: 0)
        try shop.write("secret", "topsecret\n")
        #expect(try shop.dutyfree(["call", "notify"] + arguments).status == 64)
    }
}

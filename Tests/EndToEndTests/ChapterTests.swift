import Foundation
import Support
import Testing
import Wire

/// What people read, command by command, in both languages. Each test is a chapter; its file is the page.
@Suite struct ChapterTests {
    static let languages = [("en", "C.UTF-8"), ("zh-Hans", "zh_CN.UTF-8")]
    private static let a = "/01/09521000200074/21/A1"
    private static let b = "/01/09521000200074/21/A2"

    private func shop(_ locale: String, empty: Bool = false) throws -> Shop {
        let shop = try Shop(language: locale, empty: empty)
        try shop.write("declaration.csv", "item,product,expiry\n\(Self.a),9521000200074,2028-12-31\n\(Self.b),9521000200074,2028-12-31\n")
        return shop
    }

    /// Two items on their way from the warehouse to the store.
    private static let toTheStore = [
        "dutyfree import declaration.csv --declaration 640120261000000031 --as W1 --at 2026-03-01T08:00:00+08:00",
        "dutyfree record arrive \(a) \(b) --to W1 --doc manifest=MA-1 --as W1 --at 2026-03-01T09:00:00+08:00",
        "dutyfree record inspect \(a) \(b) --doc inspection=IN-1 --set result=pass --as K1 --at 2026-03-01T09:30:00+08:00",
        "dutyfree record enter \(a) \(b) --to W1/A --doc receipt=RC-1 --as W1 --at 2026-03-01T10:00:00+08:00",
        "dutyfree record dispatch \(a) \(b) --to S1 --doc transfer=TR-1 --as W1 --at 2026-03-01T11:00:00+08:00",
    ]
    private static let receive = "dutyfree record receive \(a) \(b) --to S1/F1 --doc transfer=TR-1 --as S1 --at 2026-03-01T13:00:00+08:00"

    private func stocked(_ locale: String) throws -> Shop {
        let shop = try shop(locale)
        for line in Self.toTheStore + [Self.receive] {
            let ran = try shop.shell(line)
            guard ran.status == 0 else { throw BadFixture("\(line): \(ran.errors)") }
        }
        return shop
    }

    @Test(arguments: languages)
    func settingUp(_ language: String, _ locale: String) throws {
        let shop = try shop(locale, empty: true)
        try shop.write(
            "products.csv", "gtin,name,name_zh,category,unit_price_fen,colour\n9521000200074,Amberlune Serum 50 ml,琥月精华液50毫升,cosmetics,80000,amber\n")
        var page = Chapter(shop)
        try page.run(
            "dutyfree", "dutyfree init --enterprise '' --origin haidao.example/ledger",
            "dutyfree init --enterprise 'Haidao Duty Free' --origin https://haidao.example",
            "dutyfree init --enterprise 'Haidao Duty Free' --origin haidao.example/ledger",
            "dutyfree init --enterprise 'Haidao Duty Free' --origin haidao.example/ledger",
            "dutyfree party add W1 --name 'Bonded warehouse' --role warehouse --site W1", "dutyfree party add S1 --name 海口店 --role store --site S1 --json",
            "dutyfree party add K1 --name 海口海关 --role custom", "dutyfree party add K1 --name 海口海关 --role customs",
            "dutyfree party add K1 --name 海口海关 --role customs", "dutyfree party list",
            "dutyfree party list --json", "dutyfree location add W1 --party W1 --kind warehouse", "dutyfree location add S1 --party S1 --kind shop",
            "dutyfree location add S1 --party S1 --kind store --dry-run", "dutyfree location add S1 --party S1 --kind store",
            "dutyfree location add P9 --party P9 --kind pickup --dry-run", "dutyfree location list --tree",
            "dutyfree location list --json",
            "dutyfree product add 9521000200075 --name X --category cosmetics --price 80000",
            "dutyfree product import products.csv", "cut -d, -f1-5 products.csv > p.csv; dutyfree product import p.csv", "dutyfree product import p.csv --json",
            "dutyfree product list", "dutyfree product list --json",
            "dutyfree", "dutyfree status --json")
        try page.check("setting-up.\(language)")
    }

    @Test(arguments: languages)
    func recording(_ language: String, _ locale: String) throws {
        var page = Chapter(try shop(locale))
        try page.run("dutyfree import declaration.csv --declaration 640120261000000031 --as W1 --at 2026-03-01T08:00:00+08:00 --preview")
        for line in Self.toTheStore { try page.run(line) }
        page.say("The same again, and what the rules refuse.")
        try page.run(
            Self.toTheStore[0], Self.toTheStore[4], "dutyfree record enter \(Self.a) --to W1 --doc receipt=RC-2 --as W1",
            "dutyfree record receive \(Self.a) --to S1/F1 --doc transfer=TR-1 --as S1 --at 2026-03-01T10:30:00+08:00",
            "dutyfree record receive \(Self.a) --to S1/F1 --doc transfer=TR-1 --as S1 --at 2026-03-01T13:00:00",
            "dutyfree record receive \(Self.a) --to S1/F1 --as S1", "dutyfree record receive \(Self.a) --to S1/F1 --doc transfer=TR-1",
            "dutyfree record recieve \(Self.a)", "dutyfree record /01/09521000200074/21/A1 --as S1", "dutyfree record day.csv",
            "dutyfree record receive \(Self.a) --to S1/F1 --doc transfer --as S1",
            Self.receive + " --dry-run", Self.receive + " --json",
            "dutyfree record receive /01/09521000200074/21/A9 --to S1/F1 --doc transfer=TR-1 --as S1 --json",
            "dutyfree record receive --colour red")
        page.say("Files.")
        try page.run(
            #"printf 'type,by,occurred,item,cause,doc.report\ndamage,S1,2026-03-01T14:00:00+08:00,\#(Self.a),dropped,R-1\ndamage,S1,2026-03-01T14:00:00,\#(Self.b),dropped,R-1\ndamage,S1,2026-03-01T09:00:00+08:00,\#(Self.b),dropped,R-1\n' > day.csv"#,
            "dutyfree record day.csv", "dutyfree record day.csv --rejects bad.csv", "cat bad.csv", "dutyfree record day.csv",
            "dutyfree record day.csv --rejects bad.csv", "dutyfree record day.csv --json",
            "sed -i 's/14:00:00,/14:00:00+08:00,/; /09:00/d' bad.csv; dutyfree record bad.csv", "dutyfree record bad.csv")
        try page.check("recording.\(language)")
    }

    @Test(arguments: languages)
    func exchange(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        try shop.write("supplier.json", Supplier.document)
        try shop.write("map.json", Supplier.mapping)
        var page = Chapter(shop)
        page.say("Out.")
        try page.run(
            "dutyfree epcis export --item \(Self.a) -o a.json", "sed -n '2p' a.json",
            "dutyfree epcis export --location W1 --period 2026-03-01 -o w1.json --json",
            "dutyfree epcis export --period 2026-3", "dutyfree epcis export --item /01/09521000200074/21/A9")
        page.say("In: what a supplier sent.")
        try page.run(
            "dutyfree epcis import supplier.json --as W1", "dutyfree epcis import supplier.json --as W1 --mapping map.json",
            "dutyfree epcis import supplier.json --as W1 --mapping map.json --dry-run",
            "dutyfree epcis import supplier.json --as W1 --mapping map.json --rejects bad.jsonl", "cut -c1-200 bad.jsonl",
            "dutyfree epcis import supplier.json --as W1 --mapping map.json --json",
            "dutyfree explain bad-check-digit", "dutyfree trace /01/09521000200074/21/SUP-1",
            "sed -i 's/09521000200075/09521000200074/' bad.jsonl; dutyfree epcis import bad.jsonl --as W1 --mapping map.json",
            "dutyfree epcis export | tail -3 | cut -c1-160")
        page.say("What is no document.")
        try page.run(
            "echo '{}' | dutyfree epcis import - --as W1", "echo '<!DOCTYPE a [<!ENTITY b \"c\">]><a/>' | dutyfree epcis import - --as W1",
            "dutyfree epcis import absent.json")
        try page.check("exchange.\(language)")
    }

    @Test(arguments: languages)
    func gun(_ language: String, _ locale: String) throws {
        let shop = try shop(locale)
        for line in Self.toTheStore { _ = try shop.shell(line) }
        var page = Chapter(shop)
        try page.run(
            "dutyfree scan --codes", "dutyfree scan", "dutyfree scan recieve --as S1", "dutyfree scan receive --to S1/F1",
            #"printf '(01)09521000200074(21)A1\n\#(Self.a)\n]C1010952100020007421A2\r\ngarbage\n/01/09521000200075/21/A1\n/01/09521000200074/21/A9\nUNDO\nQTY 3\nLOC:S1/F2\n\#(Self.b)\nDONE\n\#(Self.a)\n' | dutyfree scan receive --to S1/F1 --doc transfer=TR-1 --as S1"#,
            #"printf 'UNDO\n\#(Self.a)\n\#(Self.b)\n' | dutyfree scan receive --to S1/F1 --doc transfer=TR-1 --as S1 --json"#, "dutyfree find")
        try page.check("scan.\(language)")
    }

    /// 一人一码, the gate, and policies.
    @Test(arguments: languages)
    func travellers(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        try shop.write("proposal.json", try Proposal.document { Proposal.set(&$0, "parameters", "annualQuotaFen", "value", to: 3_000_000) })
        try shop.write("yuan.json", try Proposal.document { Proposal.set(&$0, "parameters", "annualQuotaFen", "unit", to: "yuan") })
        try shop.write("early.json", try Proposal.document { $0["effectiveFrom"] = "2025-06-01T00:00:00+08:00" })
        try shop.write("wider.json", try Proposal.document { Proposal.set(&$0, "parameters", "annualQuotaFen", "value", to: 15_000_000) })
        try shop.write(
            "refused.csv",
            "type,by,occurred,item,person,doc.receipt,age,priceFen,pickup,trip.id,trip.departs,refusedCode,refusedMessage\n"
                + "sale,S1,2026-03-01T14:30:00+08:00,\(Self.b),p:f6a1b2,RC-10,30,12000000,port,HU7002,2026-03-01T18:00:00+08:00,quota-exceeded,120 000 is too much\n"
        )
        // A key that is the same in every run, so that the codes are.
        try shop.write("ledger.person.key", String(repeating: "07", count: 32) + "\n")
        _ = try shop.shell("chmod 600 ledger.person.key")
        let traveller = "$(echo 11010519491231002X | dutyfree person code)"
        func sale(_ item: String, _ fen: Int, at: String = "2026-03-01T14:00:00+08:00") -> String {
            "dutyfree record sale \(item) --as S1 --at \(at) --doc receipt=RC-9 --person \(traveller) --set age=30 --set priceFen=\(fen) --set pickup=port --set trip.id=HU7001 --set trip.departs=2026-03-01T18:00:00+08:00"
        }
        var page = Chapter(shop)
        try page.run(
            "dutyfree policy show", "dutyfree policy show hn-offshore-2020", "dutyfree policy show hn-offshore-1999",
            "dutyfree policy show --at 2020-01-01T00:00:00+08:00",
            "dutyfree policy diff hn-offshore-2020 hn-offshore-2021", "dutyfree policy check proposal.json", "dutyfree policy check yuan.json",
            "dutyfree policy check early.json",
            "dutyfree policy add early.json --as K1", "dutyfree policy add proposal.json --as S1", "dutyfree policy add proposal.json --as K1 -n")
        page.say("A traveller.")
        try page.run(
            "dutyfree person key", "echo 11010519491231002X | dutyfree person code", "echo 110105194912310021 | dutyfree person code",
            "dutyfree person code 1101", sale(Self.a, 6_000_000),
            sale(Self.b, 6_000_000), sale(Self.b, 6_000_000) + " --json", "dutyfree person show \(traveller)", "dutyfree person show p:0a1b2c",
            "dutyfree gate \(traveller) \(Self.a) \(Self.b)",
            "dutyfree find --overdue", "dutyfree policy try proposal.json --since 2026-01-01", "dutyfree policy try hn-offshore-2025 --since 2026-01-01",
            "dutyfree policy try wider.json --since 2026-01-01 --rejects refused.csv",
            "dutyfree record correct --as S1 --at 2026-03-01T15:00:00+08:00 --set ref=$(sqlite3 ledger.dutyfree 'SELECT max(seq) FROM entry') --set reason=typo --set set.priceFen=10000001",
            "dutyfree person forget --yes", "echo 11010519491231002X | dutyfree person code")
        try page.check("travellers.\(language)")
    }

    @Test(arguments: languages)
    func looking(_ language: String, _ locale: String) throws {
        var page = Chapter(try stocked(locale))
        try page.run(
            "dutyfree trace \(Self.a)", "dutyfree trace '(01)09521000200074(21)A1' --verify", "dutyfree trace \(Self.a) --as-of 2026-03-02T00:00:00+08:00",
            "dutyfree trace \(Self.a) --as-of 16", "dutyfree trace \(Self.a) --json --verify",
            "dutyfree trace /01/09521000200074/21/A9", "dutyfree trace hello", "dutyfree trace \(Self.a) --as-of yesterday",
            "dutyfree find", "dutyfree find --state bonded", "dutyfree find --location S1 --json", "dutyfree find --doc TR-1 --limit 1",
            "dutyfree find --state instore", "dutyfree find --as-of 19 --state bonded",
            "dutyfree stock", "dutyfree stock --by state", "dutyfree stock --csv", "dutyfree stock --json", "dutyfree stock --as-of 19",
            "dutyfree stock --location W1", "dutyfree stock --by colour", "dutyfree")
        try page.check("looking.\(language)")
    }

    /// Codes as people paste them, right and wrong.
    @Test(arguments: languages)
    func codes(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        try shop.write("prefixes.csv", "prefix,company_prefix_length\n952,7\n")
        try shop.write("scans.txt", "]C10109521000200074\u{1D}17261231\u{1D}21A2\r\n(01)09521000200074(21)A\u{41E}1\n\u{FEFF}09521000200074\n")
        var page = Chapter(shop)
        try page.run(
            "dutyfree code '(01)09521000200074(21)A1(10)L-7(17)261231' --prefixes prefixes.csv", "dutyfree code 3074257BF7194E4000001A85",
            "dutyfree code - < scans.txt",
            "dutyfree code https://brand.example/01/09521000200074/21/A9?17=261231 urn:epc:id:sscc:0614141.1234567890 LOC:S1/F1",
            "dutyfree code 4149521234000037 E28011856AB3E82510B5FD5C")
        page.say("What is wrong, and where.")
        try page.run(
            "dutyfree code 010952100020007521A1 '(01)09521000200074(21)A 1' '010952100020007421A1^17261301'",
            "dutyfree code 0109521054260024240AB1021WaeXXb https://a.example/01/09521000200074/21/A/10/B 303F7760949FF5BD32605606",
            "dutyfree code '(01)09521000200074(21)a/b' hello", "dutyfree code 010952100020007521A1 --json", "dutyfree code A1 --prefix-length 5",
            "dutyfree code A1 --prefixes nothing.csv", "dutyfree explain lost-separator")
        page.say("Labels.")
        try page.run(
            "dutyfree find --json | grep -o '/01[^\"]*' | dutyfree label - -o labels.pdf", "head -c 8 labels.pdf", "dutyfree label \(Self.a) -o labels.pdf",
            "dutyfree label \(Self.a) --symbol qr --sheet roll -o one.svg -n",
            "dutyfree label 09521000200074 010952100020007521A1 -o x.pdf", "dutyfree label \(Self.a) -o x.png",
            "dutyfree label \(Self.a) --sheet A4-12 -o x.pdf",
            "dutyfree label /01/09521000200074/21/ABCDEFGHIJKLMNOPQRST --symbol qr --sheet A4-65 --link https://a-long-name-of-a-brand.example/with/a/long/path -o x.svg",
            "dutyfree scan --codes -o gun.pdf", "dutyfree scan receive -o gun.pdf")
        try page.check("codes.\(language)")
    }

    /// Other programs' files: how they are understood, and out again.
    @Test(arguments: languages)
    func files(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        try shop.write(
            "清单.csv",
            "项号,商品名称,商品条码,溯源码,有效期至\n1,琥月精华液,9521000200074,(01)09521000200074(21)F1,2028/12/31\n1,琥月精华液,9521000200074,(01)09521000200074(21)F\u{41E},2028年12月31日\n"
        )
        try shop.write("gate.csv", "epc;time;colour\n\(Self.a);2026-03-01 15:00;red\n\(Self.a);2026-03-01 15:01;red\n")
        var page = Chapter(shop)
        try page.run(
            "dutyfree template list", "dutyfree template show till", "dutyfree template show tills",
            "iconv -f UTF-8 -t GB18030 清单.csv > list.csv; dutyfree import list.csv --template declaration --declaration D-7 --as W1 --preview",
            "dutyfree import list.csv --template declaration --declaration D-7 --as W1",
            "dutyfree import list.csv --template declaration --declaration D-7 --as W1 --rejects bad.csv", "cat bad.csv",
            "dutyfree record gate.csv --preview", "dutyfree record gate.csv --map epc=item --map time=occurred --as S1",
            "dutyfree record gate.csv --template reader --set type=relocate --to S1/F2 --as S1",
            "dutyfree record gate.csv --template reader --set type=relocate --to S1/F2 --as S1 --preview --json",
            "printf 'PK\\003\\004%026d[Content_Types].xml' 0 > book.xlsx; dutyfree record book.xlsx --format csv --as S1",
            "dutyfree export movements --from 15 --format csv", "dutyfree export movements --from 18 -o tail.jsonl", "cat tail.jsonl")
        try page.check("files.\(language)")
    }

    @Test(arguments: languages)
    func evidence(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        var page = Chapter(shop)
        try page.run(
            "dutyfree verify", "dutyfree verify --level 2 --json", "dutyfree verify --level 5", "dutyfree verify --key nothing", "dutyfree checkpoint",
            "dutyfree checkpoint --json", "dutyfree checkpoint --as-of 999", "dutyfree checkpoint sign",
            "dutyfree export --from 11 --to 12", "dutyfree export --format csv --item \(Self.a) | head -2", "dutyfree export -o all.jsonl",
            "dutyfree export -o all.jsonl", "dutyfree export --from 3 --to 2", "dutyfree export --item /01/09521000200074/21/A9",
            "dutyfree backup copy.dutyfree", "dutyfree backup copy.dutyfree --json", "dutyfree backup other.dutyfree --json",
            "dutyfree restore copy.dutyfree --to new.dutyfree", "dutyfree restore all.jsonl --to newer.dutyfree",
            "dutyfree verify --ledger new.dutyfree --level 1",
            "dutyfree repair", "dutyfree repair --json", "dutyfree verify --ledger nowhere.dutyfree", "dutyfree verify --ledger all.jsonl --json",
            "head -c 20000 copy.dutyfree > half.dutyfree; dutyfree verify --ledger half.dutyfree")
        page.say("Copies that somebody wrote into.")
        try page.run(
            "sqlite3 copy.dutyfree \"UPDATE stock SET items = 9\"; dutyfree verify --ledger copy.dutyfree", "dutyfree repair --ledger copy.dutyfree",
            "dutyfree verify --ledger copy.dutyfree --level 4",
            "sqlite3 new.dutyfree \"DROP TRIGGER entry_is_never_changed; UPDATE entry SET body = CAST(replace(body, 'TR-1', 'TR-2') AS BLOB) WHERE seq = 20\"; dutyfree verify --ledger new.dutyfree"
        )
        try page.check("proof.\(language)")
    }

    /// 一企一账: what came, what went, what is there, and a transfer that only one side has.
    @Test(arguments: languages)
    func account(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        try shop.must("record", "damage", Self.b, "--as", "S1", "--doc", "report=R-1", "--set", "cause=dropped", "--at", "2026-03-01T15:00:00+08:00")
        try shop.must("record", "loss", Self.a, "--as", "S1", "--doc", "report=R-2", "--set", "cause=theft", "--at", "2026-03-02T10:00:00+08:00")
        var page = Chapter(shop)
        try page.run(
            "dutyfree account", "dutyfree account --period 2026-03-01", "dutyfree account --period 2026-02",
            "dutyfree account --period 2026-03 --by product --csv",
            "dutyfree account --period 2026 --by declaration", "dutyfree account --entries cosmetics",
            "dutyfree account --entries cosmetics --type loss --json", "dutyfree account --entries all --type theft",
            "dutyfree account --as-of 26", "dutyfree account --period 2026-3", "dutyfree account --by colour", "dutyfree account --html march.html",
            "dutyfree account --html march.html",
            "dutyfree account --with nowhere.dutyfree")
        page.say("Tax is paid on the one that was stolen.")
        try shop.must("record", "settle", Self.a, "--as", "K1", "--doc", "taxbill=SD-1", "--set", "taxFen=10400", "--at", "2026-03-02T10:20:00+08:00")
        try page.run(
            "dutyfree account", "dutyfree account --losses", "dutyfree account --losses --csv", "dutyfree account --counts",
            "dutyfree account --losses --html x.html", "dutyfree account --entries all --csv")
        page.say("Somebody wrote into a copy.")
        try page.run(
            "dutyfree backup copy.dutyfree --quiet; sqlite3 copy.dutyfree \"UPDATE flow SET items = 3 WHERE type = 'enter'\"; dutyfree account --ledger copy.dutyfree",
            "dutyfree repair --ledger copy.dutyfree",
            "dutyfree account --ledger copy.dutyfree | grep ✓")
        try page.check("account.\(language)")
    }

    /// 一呼一应: customs ask, an inspection is booked, a lot is recalled, and somebody does not answer.
    @Test(arguments: languages)
    func calling(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        try shop.must("party", "add", "V1", "--name", "Manager", "--role", "approver")
        try shop.write("report.txt", "all in order\n")
        func at(_ time: String, _ line: String) -> String { "DUTYFREE_NOW=2026-03-\(time):00+08:00 " + line }
        var page = Chapter(shop)
        try page.run(
            "dutyfree call", "dutyfree call open", "dutyfree call open question --to S1", "dutyfree call open query --text 'Where is A1?' --as K1",
            "dutyfree call open query --to S1 --text 'Where is A1?' --as S1",
            "dutyfree call open query --to S1 --text 'Where is A1?' --as K1 --dry-run", "dutyfree call open query --to S1 --text 'Where is A1?' --as K1",
            "dutyfree",
            at("02T12:00", "dutyfree call answer Q-2026-001 --acknowledge --as S1"),
            at("02T12:00", "dutyfree call answer Q-2026-001 --text 'on shelf F1' --entries 17 --as W1"),
            at("02T12:00", "dutyfree call answer Q-2026-001 --as S1"),
            at("02T13:00", "dutyfree call answer Q-2026-001 --text 'on shelf F1' --entries 17 --as S1"),
            at("02T13:00", "dutyfree call answer Q-2026-001 --text 'on shelf F1' --entries 17 --as S1"),
            at("02T14:00", "dutyfree call answer Q-2026-001 --accept --as K1"), "dutyfree call show Q-2026-001")
        page.say("An inspection.")
        try page.run(
            at("02T15:00", "dutyfree call open inspection --to W1 --text 'declaration 640120261000000031' --as K1"),
            at("02T16:00", "dutyfree call answer I-2026-001 --result pass --file report.txt --as W1"),
            at("02T16:00", "dutyfree call answer I-2026-001 --book 2026-03-04T09:00:00+08:00 --place W1 --as W1"),
            at("04T10:00", "dutyfree call answer I-2026-001 --result pass --as W1"),
            at("04T10:00", "dutyfree call answer I-2026-001 --result pass --file nothing.txt --as W1"),
            at("04T10:00", "dutyfree call answer I-2026-001 --result pass --file report.txt --as W1"),
            at("04T10:30", "dutyfree call answer I-2026-001 --accept --as K1"))
        page.say("A recall, and nobody answers.")
        try page.run(
            at("05T09:00", "dutyfree call open recall --product 9521000200074 --text 'glass splinters' --as K1"),
            at("05T09:00", "dutyfree call open recall --lot L9 --text x --as K1"),
            at("05T12:00", "dutyfree call escalate --as V1"), at("05T14:00", "dutyfree call list"), at("05T14:00", "dutyfree"),
            at("05T14:00", "dutyfree call escalate --as V1"), at("05T14:00", "dutyfree call escalate --as V1"),
            at("05T15:00", "dutyfree call answer R-2026-001 --text 'both found' --as S1"),
            at("05T16:00", "dutyfree call answer R-2026-001 --quarantine --text 'cage 4' --as S1"),
            at("05T17:00", "dutyfree call answer R-2026-001 --reject 'which shelf?' --as K1"),
            at("05T17:30", "dutyfree call answer R-2026-001 --text 'shelf F1' --as S1"), at("05T18:00", "dutyfree call answer R-2026-001 --accept --as K1"),
            "dutyfree call show R-2026-001", "dutyfree call list", "dutyfree call list --all --json | cut -c 1-120",
            "dutyfree call notify", "dutyfree call notify -o outbox.jsonl", "dutyfree call notify -o outbox.jsonl", "wc -l < outbox.jsonl",
            "dutyfree call notify --for K7 -o other.jsonl", "dutyfree call notify -o report.txt", "dutyfree verify")
        try page.check("calling.\(language)")
    }

    /// 监测、预警、分析、评估、处置: what a refusal tells, what the rules find, and what becomes of it.
    @Test(arguments: languages)
    func watching(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        for (code, role) in [("V1", "approver"), ("G1", "gate"), ("B1", "auditor")] { try shop.must("party", "add", code, "--name", code, "--role", role) }
        func at(_ time: String, _ line: String) -> String { "DUTYFREE_NOW=2026-03-\(time):00+08:00 " + line }
        func sale(_ item: String, _ person: String, at: String = "2026-03-01T14:00:00+08:00") -> String {
            "dutyfree record sale \(item) --as S1 --at \(at) --doc receipt=RC-9 --person \(person) --set age=30 --set priceFen=80000 --set pickup=port --set trip.id=\(person.dropFirst(2)) --set trip.departs=2026-03-03T18:00:00+08:00"
        }
        var page = Chapter(shop)
        try page.run(
            "dutyfree risk", "dutyfree risk rules", "dutyfree risk show 7", sale(Self.a, "p:aa01"), sale(Self.a, "p:bb02", at: "2026-03-01T15:00:00+08:00"),
            sale(Self.a, "p:bb02", at: "2026-03-01T15:01:00+08:00"))
        page.say("A gate, and somebody with goods that nobody sold.")
        try page.run(
            "dutyfree gate p:aa01 \(Self.a) \(Self.b)", "dutyfree gate p:aa01 \(Self.a) \(Self.b) --record --departure HU7001 --as G1", "dutyfree risk",
            "dutyfree", "dutyfree risk list --json --min-score 80 | cut -c 1-150",
            "dutyfree risk list --rule sold-twise")
        page.say("What should have happened by now.")
        try page.run(
            at("03T12:00", "dutyfree risk run"), at("03T17:00", "dutyfree risk run --dry-run"), at("03T17:00", "dutyfree risk run --alarm 40"),
            at("03T17:00", "dutyfree risk run --alarm 40 --as V1"),
            at("03T17:00", "dutyfree risk run --alarm 40 --as V1"), at("03T17:10", "dutyfree call list"))
        let alert = "$(dutyfree risk list --rule departed-unsold --json | sed 's/.*\"alert\":\\([0-9]*\\).*/\\1/')"
        let other = "$(dutyfree risk list --rule sold-twice --json | sed 's/.*\"alert\":\\([0-9]*\\).*/\\1/')"
        page.say("What becomes of it.")
        try page.run(
            "dutyfree risk show \(alert)", "dutyfree risk assess \(alert) --text 'a tag left in a bag' --score 120 --as S1",
            "dutyfree risk assess \(alert) --text 'a tag left in a bag' --score 30 --as S1",
            "dutyfree risk assess \(alert) --text 'a tag left in a bag' --as S1", "dutyfree risk act \(alert) --text 'taken off' --as S1",
            "dutyfree risk assess \(alert) --text 'seen by me' --score 30 --as V1",
            "dutyfree risk dismiss \(alert) --reason 'the bag was empty' --as S1",
            "dutyfree risk dismiss \(alert) --reason 'the bag was empty' --as V1 --dry-run",
            "A=\(alert); dutyfree risk dismiss $A --reason 'the bag was empty' --as V1; dutyfree risk act $A --text 'frozen' --as K1; dutyfree risk show $A",
            "dutyfree risk act \(other) --text 'the till is asked' --call Q-1 --as K1",
            "dutyfree risk act \(other) --text 'the till is asked' --call A-2026-001 --as K1", "dutyfree risk act 7 --text x --as K1",
            "dutyfree risk assess 7 --as K1", "dutyfree risk", "dutyfree risk list --all")
        page.say("Another threshold.")
        try page.run(
            at("03T17:00", "dutyfree risk backtest --set paid-not-delivered.hoursBeforeDeparture=0"),
            at("03T17:00", "dutyfree risk backtest --set paid-not-delivered.hours=0"), at("03T17:00", "dutyfree risk backtest --set velocity.minMinutes=x"),
            at("03T17:00", "dutyfree risk backtest --set velosity.minMinutes=1"), at("03T17:00", "dutyfree risk backtest --set velocity"),
            at("03T17:00", "dutyfree risk backtest"), "dutyfree explain alert-not-allowed",
            "dutyfree location add S9 --party S1 --kind store --geo geo:95,1", "dutyfree location add S9 --party S1 --kind store --geo geo:18.3,109.7",
            "dutyfree verify")
        try page.check("watching.\(language)")
    }

    /// A shelf counted with a gun: something missing, something in the wrong place, and what becomes of it.
    @Test(arguments: languages)
    func counting(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        for (code, role) in [("V1", "approver"), ("P-01", "counter"), ("P-02", "counter")] {
            try shop.must("party", "add", code, "--name", code, "--role", role)
        }
        try shop.must("location", "add", "S1/F1", "--party", "S1", "--kind", "store")
        try shop.must("location", "add", "S1/F2", "--party", "S1", "--kind", "store")
        var page = Chapter(shop)
        try page.run(
            "dutyfree count", "dutyfree count list", "dutyfree count plan", "dutyfree count plan --days -1", "dutyfree count open",
            "dutyfree count open --scope S1 --baseline 4 --as V1", "dutyfree count open --scope S1/F1 --as V1", "dutyfree count open --scope X9 --as V1",
            "printf 'LOC:S1/F2\\n(01)09521000200074(21)A2\\n4006381333931\\n(01)09521000200074(21)A2\\nhello\\nLOC:S1/F1\\nDONE\\n' | dutyfree count read C-2026-001 - --as P-01 --sound none | sed 's/live-.*jsonl/live-FILE/'",
            "dutyfree count read C-2026-001 nothing.csv --as P-01", "dutyfree count read C-2026-001 declaration.csv --as V1", "dutyfree count",
            "dutyfree count approve C-2026-001 --as V1",
            "dutyfree count reconcile C-2026-001 --as V1", "dutyfree count recount C-2026-001 --to P-01 --as V1",
            "dutyfree count recount C-2026-001 --to P-02 --as V1",
            "printf '(01)09521000200074(21)A2\\n' > again.txt; dutyfree count read C-2026-001 again.txt --zone S1/F2 --as P-02",
            "dutyfree count read C-2026-001 --zone S1/F1 --done --as P-02", "dutyfree count reconcile C-2026-001 --as V1 --quiet",
            "dutyfree count approve C-2026-001 --as V1", "dutyfree count close C-2026-001 --as V1", "dutyfree count verify C-2026-001",
            "dutyfree count close C-2026-001 --as V1", "dutyfree count list", "dutyfree count plan --days 90 --capacity 10",
            "dutyfree count report C-2026-001 --format csv", "dutyfree account", "dutyfree account --counts", "dutyfree account --counts --csv",
            "dutyfree trace \(Self.a) | tail -2", "dutyfree verify",
            "for f in reads/*; do echo x >> $f; done; dutyfree count verify C-2026-001 2>&1 | sed 's/live-.*jsonl/live-FILE/'",
            "rm reads/*; dutyfree count verify C-2026-001 2>&1 | sed 's/live-.*jsonl/live-FILE/'")
        try page.check("counting.\(language)")
    }

    @Test(arguments: languages)
    func help(_ language: String, _ locale: String) throws {
        let shop = try stocked(locale)
        var page = Chapter(shop)
        try page.run(
            "dutyfree help", "dutyfree recrod", "dutyfree record --help", "dutyfree help party", "dutyfree help nothing", "dutyfree verify --lang fr",
            "dutyfree trace", "dutyfree --version", "dutyfree completions tcsh", "dutyfree completions bash | head -3",
            "dutyfree doctor --json | cut -d, -f1,3 | head -3")
        try page.run(
            "dutyfree explain sale", "dutyfree explain bad-state", "dutyfree explain in_store", "dutyfree explain no-offset", "dutyfree explain 3",
            "dutyfree explain wrong-projection", "dutyfree explain bad-stat", "dutyfree explain receive --json", "dutyfree explain states", "dutyfree doctor",
            "printf '\\035010952100020007421A1\\n' | dutyfree doctor --gun")
        try page.check("manual.\(language)")
    }
}

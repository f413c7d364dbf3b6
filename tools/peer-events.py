"""Random EPCIS 2.0 events with the strings that somebody else's event hash generator makes of them.

    peer-events.py SEED COUNT

Prints a JSON line for each: {"document": of one event, "preHash": by epcis-event-hash-generator}, and where XML can hold the
event, "xml": the same in both versions of it; exit 3 where the generator is missing.
Every field that the schema has comes about, and every key of GS1 as URN and as Digital Link. What we do otherwise than the
generator, and why, is in docs/epcis.md; `adjust` makes the generator do it our way, the rest of it is not generated here.
"""

import copy
import json
import logging
import random
import sys

import eventxml

try:
    import epcis_event_hash_generator as generator
    from epcis_event_hash_generator import hash_generator, json_to_py
except ImportError as error:
    print(f"missing: {error}")
    sys.exit(3)

logging.disable(logging.CRITICAL)
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
DOMAINS = ["https://id.gs1.org", "https://example.com", "http://example.com", "https://brand.example:8443/some/path", "https://id.example.org/x.y"]
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"
# AI character set 82 without those that a URN must escape; a Digital Link escapes all but plain ones.
SET_82 = PLAIN + "!'()*+,:;="
URN_ESCAPED = '"%&/<>?'
COMPONENT = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
STEPS = ["commissioning", "shipping", "receiving", "packing", "retail_selling", "inspecting", "other", "sensor_reporting"]
DISPOSITIONS = ["active", "in_transit", "damaged", "conformant", "retail_sold", "unknown", "completeness_verified", "mismatch_class"]
TRANSACTIONS = ["bol", "cert", "desadv", "inv", "pedigree", "po", "poc", "prodorder", "recadv", "rma", "testprd", "testres", "upevt"]
MEASURES = ["Temperature", "RelativeHumidity", "Illuminance", "Mass", "Speed", "AbsoluteHumidity"]


def adjust():
    """Where the generator does not follow its own published vectors."""
    order = [name for name, _ in generator.PROP_ORDER]
    first, other = order.index("parentID"), order.index("epcList")
    if first < other:
        generator.PROP_ORDER.insert(other + 1, generator.PROP_ORDER[first])
        del generator.PROP_ORDER[first]
    plain = json_to_py._json_to_py
    json_to_py._json_to_py = lambda value: plain(str(value).lower() if isinstance(value, bool) else value)


def check_digit(digits):
    return str(-sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits))) % 10)


class Life:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def maybe(self, chance=0.5):
        return self.random.random() < chance

    def pick(self, values):
        return self.random.choice(values)

    def digits(self, count):
        return "".join(self.pick("0123456789") for _ in range(count))

    def text(self, most, characters=PLAIN, least=1):
        return "".join(self.pick(characters) for _ in range(self.random.randint(least, most)))

    # MARK: Keys

    def serial(self, most):
        """As it is in a URN, and as in a Digital Link. The generator takes a link with escapes for none, so links are plain."""
        if self.maybe(0.3):
            return self.text(most, SET_82), None
        if self.maybe(0.2):
            return "".join("%%%02X" % ord(c) if c in URN_ESCAPED else c for c in self.text(most, SET_82 + URN_ESCAPED)), None
        plain = self.text(most)
        return plain, plain

    def spelled(self, urn, path):
        """One of the ways to write a key; `path` is None where a link would need escapes."""
        if path is None or urn is not None and self.maybe():
            return urn
        link = self.pick(DOMAINS) + path
        return link + self.pick(["", "", "", "?17=271231" if path.startswith("/01/") else "", "?linkType=gs1:pip&x=1"])

    def company(self, total):
        count = self.random.randint(6, 12)
        return self.digits(count), self.digits(total - count)

    def gtin(self):
        company, item = self.company(13)
        digits = item[0] + company + item[1:]
        return company, item, digits + check_digit(digits)

    def instance(self):
        kind = self.pick(["sgtin"] * 4 + ["sscc", "grai", "giai", "upui", "itip", "cpi"])
        company, item, gtin = self.gtin()
        if kind == "sgtin":
            serial, plain = self.serial(20)
            lot = self.pick(["", "/10/" + self.text(20)])
            return self.spelled(f"urn:epc:id:sgtin:{company}.{item}.{serial}", plain and f"/01/{gtin}{lot}/21/{plain}")
        if kind == "upui":
            serial, plain = self.serial(28)
            return self.spelled(f"urn:epc:id:upui:{company}.{item}.{serial}", plain and f"/01/{gtin}/235/{plain}")
        if kind == "itip":
            serial, plain = self.serial(20)
            return self.spelled(f"urn:epc:id:itip:{company}.{item}.01.02.{serial}", plain and f"/8006/{gtin}0102/21/{plain}")
        if kind == "sscc":
            company, rest = self.company(17)
            digits = rest[0] + company + rest[1:]
            return self.spelled(f"urn:epc:id:sscc:{company}.{rest}", f"/00/{digits}{check_digit(digits)}")
        if kind == "grai":
            company, rest = self.random_twelve()
            serial, plain = self.serial(16)
            digits = "0" + company + rest + check_digit(company + rest)
            return self.spelled(f"urn:epc:id:grai:{company}.{rest}.{serial}", plain and f"/8003/{digits}{plain}")
        if kind == "giai":
            company, _ = self.company(12)
            serial, plain = self.serial(30 - len(company))
            return self.spelled(f"urn:epc:id:giai:{company}.{serial}", plain and f"/8004/{company}{plain}")
        company, _ = self.company(12)
        part, serial = self.text(30 - len(company), COMPONENT), str(self.random.randint(1, 10**12 - 1))
        return self.spelled(f"urn:epc:id:cpi:{company}.{part}.{serial}", f"/8010/{company}{part}/8011/{serial}")

    def random_twelve(self):
        """The generator wants a reference of one digit at least for these keys."""
        count = self.random.randint(6, 11)
        return self.digits(count), self.digits(12 - count)

    def item_class(self):
        company, item, gtin = self.gtin()
        kind = self.pick(["gtin", "lot", "grai", "itip", "cpi", "foreign"])
        if kind == "gtin":
            return self.spelled(f"urn:epc:idpat:sgtin:{company}.{item}.*", f"/01/{gtin}")
        if kind == "lot":
            lot, plain = self.serial(20)
            return self.spelled(f"urn:epc:class:lgtin:{company}.{item}.{lot}", plain and f"/01/{gtin}/10/{plain}")
        if kind == "grai":
            company, rest = self.random_twelve()
            return self.spelled(f"urn:epc:idpat:grai:{company}.{rest}.*", f"/8003/0{company}{rest}{check_digit(company + rest)}")
        if kind == "itip":
            return self.spelled(f"urn:epc:idpat:itip:{company}.{item}.01.02.*", f"/8006/{gtin}0102")
        if kind == "cpi":
            company, _ = self.company(12)
            part = self.text(30 - len(company), COMPONENT)
            return self.spelled(f"urn:epc:idpat:cpi:{company}.{part}.*", f"/8010/{company}{part}")
        return "urn:example:class:" + self.text(10)

    def place(self):
        if self.maybe(0.1):
            return self.pick(["https://example.com/places/", "urn:example:place:"]) + self.text(8)
        company, location = self.company(12)
        extension, plain = self.serial(20)
        gln = company + location + check_digit(company + location)
        if self.maybe():
            return self.spelled(f"urn:epc:id:sgln:{company}.{location}.0", f"/414/{gln}")
        return self.spelled(f"urn:epc:id:sgln:{company}.{location}.{extension}", plain and plain != "0" and f"/414/{gln}/254/{plain}" or None)

    def party(self):
        company, location = self.company(12)
        return self.spelled(f"urn:epc:id:pgln:{company}.{location}", f"/417/{company}{location}{check_digit(company + location)}")

    def document(self):
        kind = self.pick(["bt", "gdti", "gsrn", "ginc", "gsin", "foreign"])
        if kind == "bt":
            return f"urn:epcglobal:cbv:bt:{self.digits(13)}:{self.text(12)}"
        if kind == "gdti":
            company, rest = self.random_twelve()
            serial, plain = self.serial(17)
            return self.spelled(f"urn:epc:id:gdti:{company}.{rest}.{serial}", plain and f"/253/{company}{rest}{check_digit(company + rest)}{plain}")
        if kind == "gsrn":
            company, rest = self.company(17)
            return self.spelled(f"urn:epc:id:gsrn:{company}.{rest}", f"/8018/{company}{rest}{check_digit(company + rest)}")
        if kind == "ginc":
            company, _ = self.company(12)
            rest, plain = self.serial(30 - len(company))
            return self.spelled(f"urn:epc:id:ginc:{company}.{rest}", plain and f"/401/{company}{plain}")
        if kind == "gsin":
            company, rest = self.company(16)
            return self.spelled(f"urn:epc:id:gsin:{company}.{rest}", f"/402/{company}{rest}{check_digit(company + rest)}")
        return "https://example.com/documents/" + self.text(12)

    # MARK: Values

    def time(self):
        offset = self.pick(["Z", "+00:00", "+08:00", "-05:00", "+05:45", "-11:30", "+14:00", "-14:00"])
        fraction = self.pick(["", ".5", ".25", ".123", ".000", ".9994", ".1234567", ".123456789"])
        return "%04d-%02d-%02dT%02d:%02d:%02d%s%s" % (
            self.random.randint(1990, 2025), self.random.randint(1, 12), self.random.randint(1, 28), self.random.randint(0, 23),
            self.random.randint(0, 59), self.random.randint(0, 59), fraction, offset)

    def number(self):
        return self.pick([
            lambda: self.random.randint(1, 1000), lambda: self.random.randint(-(10**6), 10**6), lambda: round(self.random.uniform(-100, 100), self.random.randint(0, 6)),
            lambda: self.random.uniform(-1, 1) * 10 ** self.random.randint(-12, 20), lambda: self.random.randint(2**53, 2**63 - 1),
            lambda: 21.50, lambda: 0, lambda: -0.0, lambda: 1e-7, lambda: 1e22,
        ])()

    def positive(self):
        return self.pick([lambda: self.random.randint(1, 10**6), lambda: round(self.random.uniform(0.001, 1000), 4), lambda: 2.0, lambda: 1.5e-3])()

    def string(self):
        return self.pick([
            lambda: self.text(12), lambda: self.blanks() + self.text(5) + self.blanks(), lambda: "免税 " + self.text(3), lambda: "é\u0301\U0001F600" + self.text(2),
            lambda: "a \t b\n" + self.text(2), lambda: str(self.number()), lambda: "0" + self.digits(5), lambda: self.digits(3) + ".50",
            lambda: '<&>"' + self.text(3), lambda: "", lambda: self.instance(), lambda: self.place(), lambda: "urn:epcglobal:cbv:disp:active",
            lambda: "ex:" + self.text(4), lambda: "https://example.com/a?b=c#" + self.text(2), lambda: "1e5", lambda: "+7", lambda: "1_000", lambda: "true",
            lambda: self.time(),
        ])()

    def blanks(self):
        return self.text(2, " \t\n\u00a0\u3000\u2003\u001f\u0001", least=0)

    def extensions(self, depth=0, most=3):
        found = {}
        for _ in range(self.random.randint(1, most)):
            # The generator tells extensions within a field by a namespace that ends with a slash.
            found[self.pick(["ex:", "ex2:"] if depth else ["ex:", "ex2:", "ex3:", "ex4:"]) + self.text(6, PLAIN[:52])] = self.extension(depth)
        return found

    def extension(self, depth):
        kinds = [self.string, self.number, lambda: self.maybe()]
        if depth < 3:
            kinds += [lambda: self.extensions(depth + 1), lambda: [self.extensions(depth + 1) for _ in range(self.random.randint(1, 3))],
                      lambda: [self.pick([self.string, self.number])() for _ in range(self.random.randint(0, 3))]]
        return self.pick(kinds)()

    def some(self, make, least=1, most=4):
        found = {}
        for _ in range(self.random.randint(least, most)):
            value = make()
            found[json.dumps(value)] = value
        return list(found.values())

    def word(self, words, stem):
        return self.pick([self.pick(words)] * 4 + ["https://vocabulary.example/" + self.text(6), "ex:" + self.text(6)])

    def quantity(self):
        found = {"epcClass": self.item_class()}
        if self.maybe(0.8):
            found["quantity"] = self.random.randint(1, 10**6)
            if self.maybe():
                found["quantity"] = self.positive()
                found["uom"] = self.pick(["KGM", "MTR", "CEL", "A9", "LTR"])
        return found

    def located(self):
        found = {"id": self.place()}
        if self.maybe(0.3):
            found.update(self.extensions(1))
        return found

    def report(self):
        found = {"type": self.word(MEASURES, "gs1")}
        makers = {
            "exception": lambda: self.pick(["ALARM_CONDITION", "ERROR_CONDITION"]), "deviceID": self.instance, "deviceMetadata": self.document,
            "rawData": self.document, "dataProcessingMethod": self.document, "time": self.time, "microorganism": self.document,
            "chemicalSubstance": self.document, "value": self.number, "component": lambda: self.pick(["x", "latitude", "easting"]),
            "stringValue": self.string, "booleanValue": self.maybe, "hexBinaryValue": lambda: self.text(10, "0123456789abcdefABCDEF"),
            "uriValue": self.document, "minValue": self.number, "maxValue": self.number, "meanValue": self.number, "sDev": self.number,
            "percRank": self.number, "percValue": self.number, "uom": lambda: self.pick(["CEL", "A93", "KGM"]), "coordinateReferenceSystem": self.document,
        }
        for name in self.random.sample(sorted(makers), self.random.randint(1, 6)):
            found[name] = makers[name]()
        if self.maybe(0.3):
            found.update(self.extensions(1))
        return found

    def sensor(self):
        found = {}
        if self.maybe():
            makers = {"time": self.time, "startTime": self.time, "endTime": self.time, "deviceID": self.instance, "deviceMetadata": self.document,
                      "rawData": self.document, "dataProcessingMethod": self.document, "bizRules": self.document}
            found["sensorMetadata"] = {name: makers[name]() for name in self.random.sample(sorted(makers), self.random.randint(1, 4))}
            if self.maybe(0.3):
                found["sensorMetadata"].update(self.extensions(1))
        found["sensorReport"] = self.some(self.report, most=3)
        if self.maybe(0.3):
            found.update(self.extensions(1))
        return found

    def endpoints(self, name):
        return [{"type": kind, name: self.place() if kind == "location" else self.party()}
                for kind in self.random.sample(["owning_party", "possessing_party", "location"], self.random.randint(1, 3))]

    # MARK: Events

    def event(self):
        kind = self.pick(["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"])
        event = {"type": kind, "eventTime": self.time(), "eventTimeZoneOffset": self.pick(["+08:00", "+00:00", "-05:30", "+14:00", "-14:00", "+05:45"])}
        action = self.pick(["ADD", "OBSERVE", "DELETE"])
        if kind == "TransformationEvent":
            event.update(inputEPCList=self.some(self.instance), outputEPCList=self.some(self.instance))
            if self.maybe():
                event["inputQuantityList"] = self.some(self.quantity)
            if self.maybe():
                event["outputQuantityList"] = self.some(self.quantity)
            if self.maybe():
                event["transformationID"] = self.pick(["urn:example:transformation:" + self.text(6), self.document()])
        else:
            event["action"] = action
            if kind in ("AggregationEvent", "AssociationEvent"):
                event.update(parentID=self.instance(), childEPCs=self.some(self.instance))
                if self.maybe():
                    event["childQuantityList"] = self.some(self.quantity)
            else:
                event["epcList"] = self.some(self.instance)
                if self.maybe():
                    event["quantityList"] = self.some(self.quantity)
            if kind == "TransactionEvent" and self.maybe():
                event["parentID"] = self.instance()
        if self.maybe(0.8):
            event["bizStep"] = self.word(STEPS, "BizStep")
        if self.maybe():
            event["disposition"] = self.word(DISPOSITIONS, "Disp")
        if self.maybe(0.3):
            words = self.random.sample(DISPOSITIONS, 4)
            event["persistentDisposition"] = self.pick([{"set": words[:2], "unset": words[2:]}, {"set": words[:1]}, {"unset": words[2:3]}])
        if self.maybe():
            event["readPoint"] = self.located()
        if self.maybe():
            event["bizLocation"] = self.located()
        if kind == "TransactionEvent" or self.maybe(0.4):
            event["bizTransactionList"] = self.some(lambda: {"type": self.word(TRANSACTIONS, "BTT"), "bizTransaction": self.document()})
        if self.maybe(0.3):
            event["sourceList"] = self.endpoints("source")
        if self.maybe(0.3):
            event["destinationList"] = self.endpoints("destination")
        if self.maybe(0.4):
            event["sensorElementList"] = self.some(self.sensor, most=3)
        if self.maybe(0.4) and (kind == "TransformationEvent" or kind == "ObjectEvent" and action == "ADD"):
            event["ilmd"] = self.extensions()
        if self.maybe(0.3):
            event["certificationInfo"] = self.pick([self.document(), self.some(self.document)])
        if self.maybe():
            event.update(self.extensions())
        if self.maybe(0.2):
            event["errorDeclaration"] = {"declarationTime": "2025-12-31T00:00:00Z", "reason": "incorrect_data", "correctiveEventIDs": ["urn:uuid:" + self.text(8)]}
        if self.maybe(0.2):
            event["recordTime"] = self.time()
        if self.maybe(0.2):
            event["eventID"] = "urn:uuid:" + self.text(12)
        if self.maybe(0.2):
            event["rdfs:comment"] = self.string()
        names = list(event)
        if self.maybe():
            self.random.shuffle(names)
        return {name: event[name] for name in names}

    def epcis(self):
        prefixes = {"ex": "https://ns.example.org/one/", "ex2": "http://ns.example.org/two/", "ex3": "https://ns.example.org/three#", "ex4": "urn:example:four:"}
        return {"@context": [CONTEXT, prefixes], "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-01-01T00:00:00Z",
                "epcisBody": {"eventList": [self.event()]}}


def pre_hash(document):
    json_to_py._namespaces.clear()
    events = json_to_py.event_list_from_epcis_document_json(copy.deepcopy(document))
    found = hash_generator.derive_prehashes_from_events(events)
    return found[0] if found else None


def main(seed, count):
    adjust()
    for index in range(count):
        document = Life(f"{seed}:{index}").epcis()
        # Through text and back, as a reader of the file has the numbers.
        expected = pre_hash(json.loads(json.dumps(document)))
        # It gives up on texts that look like numbers beyond a double, `9e999` in hexadecimal among them.
        if expected is None:
            continue
        event, prefixes = document["epcisBody"]["eventList"][0], document["@context"][1]
        forms = [eventxml.EventXML(index, prefixes, version).document(event) for version in (1, 2) if eventxml.fits(event, version)]
        print(json.dumps({"document": document, "preHash": expected, "xml": forms}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))

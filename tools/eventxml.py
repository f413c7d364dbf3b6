"""An EPCIS 2.0 event of JSON written as XML, version 2.0 or 1.2, for tests.

Words of CBV become its URIs of either kind. What XML cannot hold is told by `fits`: control characters, empty lists,
extensions of sensor reports that are more than attributes, and in 1.2 what came with 2.0.
"""

import random
from xml.sax.saxutils import escape, quoteattr

WEB = {"bizstep": "BizStep-", "disp": "Disp-", "btt": "BTT-", "sdt": "SDT-"}
NEW = ("sensorElementList", "certificationInfo", "persistentDisposition")


def fits(event, version):
    if version == 1 and (event["type"] == "AssociationEvent" or any(name in event for name in NEW)):
        return False
    for element in event.get("sensorElementList", []):
        for part in [element.get("sensorMetadata", {})] + element["sensorReport"]:
            if any(":" in name for name in part):
                return False
    return holds(event)


def holds(value):
    if isinstance(value, str):
        return all(character in "\t\n" or ord(character) >= 0x20 for character in value)
    if isinstance(value, list):
        return len(value) > 0 and all(map(holds, value))
    return not isinstance(value, dict) or all(map(holds, value.values()))


def literal(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def element(name, value):
    return f"<{name}>{escape(literal(value))}</{name}>"


def elements(name, parts):
    return f"<{name}>{''.join(parts)}</{name}>"


class EventXML:
    def __init__(self, seed, prefixes, version):
        self.random = random.Random(seed)
        self.prefixes = prefixes
        self.version = version

    def document(self, event):
        declared = "".join(f" xmlns:{name}={quoteattr(uri)}" for name, uri in self.prefixes.items())
        body = elements(event["type"], self.fields(event))
        if self.version == 1 and event["type"] == "TransformationEvent":
            body = elements("extension", [body])
        return (f'<?xml version="1.0" encoding="UTF-8"?><epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:{self.version}" xmlns:gs1="https://gs1.org/voc/"'
                f' schemaVersion="{"2.0" if self.version == 2 else "1.2"}" creationDate="2026-01-01T00:00:00Z"{declared}>'
                f"<EPCISBody><EventList>{body}</EventList></EPCISBody></epcis:EPCISDocument>")

    def word(self, value, kind):
        """Values have no prefixes in XML."""
        prefix, colon, rest = value.partition(":")
        if colon:
            return self.prefixes[prefix] + rest if prefix in self.prefixes else value
        urn = f"urn:epcglobal:cbv:{kind}:{value}"
        return urn if self.version == 1 else self.random.choice([urn, f"https://ref.gs1.org/cbv/{WEB[kind]}{value}"])

    def extensions(self, members):
        for name, value in members.items():
            if ":" in name and name != "rdfs:comment":
                for one in value if isinstance(value, list) else [value]:
                    yield elements(name, self.extensions(one)) if isinstance(one, dict) else element(name, one)

    def typed(self, event, name, inner, kind):
        if name in event:
            yield elements(name, (f"<{inner} type={quoteattr(self.word(one['type'], kind))}>{escape(one[inner])}</{inner}>" for one in event[name]))

    def quantities(self, event, names):
        for name in names:
            if name in event:
                yield elements(name, (elements("quantityElement", (element(part, one[part]) for part in ("epcClass", "quantity", "uom") if part in one)) for one in event[name]))

    def scalars(self, event, names):
        for name in names:
            if name in event:
                yield element(name, event[name])

    def base(self, event):
        yield from self.scalars(event, ["eventID"])
        if "errorDeclaration" in event:
            declaration = event["errorDeclaration"]
            yield elements("errorDeclaration", [
                element("declarationTime", declaration["declarationTime"]), element("reason", "urn:epcglobal:cbv:er:" + declaration["reason"]),
                elements("correctiveEventIDs", (element("correctiveEventID", one) for one in declaration["correctiveEventIDs"]))])

    def fields(self, event):
        isOld, kind = self.version == 1, event["type"]
        yield from self.scalars(event, ["eventTime", "recordTime", "eventTimeZoneOffset"])
        base = list(self.base(event))
        if isOld and base:
            yield elements("baseExtension", base)
        elif not isOld:
            yield from base
            certificates = event.get("certificationInfo", [])
            for one in certificates if isinstance(certificates, list) else [certificates]:
                yield element("certificationInfo", one)
        yield from self.scalars(event, ["parentID"])
        for name in ("epcList", "childEPCs", "inputEPCList"):
            if name in event:
                yield elements(name, (element("epc", one) for one in event[name]))
        yield from self.quantities(event, ["inputQuantityList"])
        if "outputEPCList" in event:
            yield elements("outputEPCList", (element("epc", one) for one in event["outputEPCList"]))
        yield from self.quantities(event, ["outputQuantityList"])
        yield from self.scalars(event, ["transformationID", "action"])
        for name, words in (("bizStep", "bizstep"), ("disposition", "disp")):
            if name in event:
                yield element(name, self.word(event[name], words))
        for name in ("readPoint", "bizLocation"):
            if name in event:
                yield elements(name, [element("id", event[name]["id"]), *self.extensions(event[name])])
        yield from self.typed(event, "bizTransactionList", "bizTransaction", "btt")
        more = list(self.newer(event))
        if isOld and kind != "TransformationEvent" and more:
            yield elements("extension", more)
        else:
            yield from more
        yield from self.extensions(event)

    def newer(self, event):
        """What 1.2 has in an extension."""
        yield from self.quantities(event, ["quantityList", "childQuantityList"])
        yield from self.typed(event, "sourceList", "source", "sdt")
        yield from self.typed(event, "destinationList", "destination", "sdt")
        if "sensorElementList" in event:
            yield elements("sensorElementList", map(self.sensor, event["sensorElementList"]))
        if "persistentDisposition" in event:
            yield elements("persistentDisposition", (element(part, self.word(one, "disp")) for part in ("set", "unset") for one in event["persistentDisposition"].get(part, [])))
        if "ilmd" in event:
            yield elements("ilmd", self.extensions(event["ilmd"]))

    def sensor(self, members):
        parts = [f"<sensorMetadata{self.attributes(members['sensorMetadata'])}/>"] if "sensorMetadata" in members else []
        parts += [f"<sensorReport{self.attributes(report)}/>" for report in members["sensorReport"]]
        return elements("sensorElement", parts + list(self.extensions(members)))

    def attributes(self, members):
        stems = {"type": "gs1:", "exception": "gs1:", "component": "https://ref.gs1.org/cbv/Comp-"}
        words = {name: self.word(value, "") if ":" in str(value) else stems[name] + value for name, value in members.items() if name in stems}
        return "".join(f" {name}={quoteattr(literal(words.get(name, value)))}" for name, value in members.items())

"""Random EPCIS 2.0 events with one thing changed, and what the ratified JSON schema says of each, formats included.

    peer-mutations.py SEED COUNT SCHEMA

Prints a JSON line for each: {"document": of one event, "valid", "why"}; exit 3 where jsonschema is missing.
"""

import copy
import importlib
import json
import random
import sys

try:
    import jsonschema
    import rfc3987  # noqa: F401, without it no URI is checked

    events = importlib.import_module("peer-events")
except ImportError as error:
    print(f"missing: {error}")
    sys.exit(3)

NAMES = ["x", "ex:x", "q:x", "Type", "id", "eventID", "parentID", "ilmd", "childEPCs", "epcList", "quantityList", "sensorElementList", "persistentDisposition",
         "bizTransactionList", "a b:c", "comment", "@type", "", "quantity", "uom", "urn:x:y", "http://x/y"]
# No words of CBV as URIs: the schema wants them bare, we read both.
VALUES = [None, True, False, 0, -1, 1.5, "", "x", "a b", "urn:a:b", "http://", "2020-01-01", "2020-01-01T00:00:00", "2020-01-01T00:00:00Z", "2020-02-30T00:00:00Z",
          "2020-01-01T24:00:00Z", "2020-01-01 00:00:00Z", "2020-01-01T00:00:00+25:00", "+08:00", "08:00", "+14:01", "+8:00", "shipping", "in_transit", "ADD", "add",
          [], {}, [1], ["x"], ["urn:a:b"], {"a": 1}, {"ex:a": 1}, {"id": "urn:a:b"}, "KGM", "kgm", "ABCD", "0x1", "abc", "ex:b", "1:2", ":b", "a:", "é:a", "http://a b",
          "http://a/{}", "http://[::1]/", "http://[::1", "http://h:x/", "a%zz:b", "a:%zz", "A:b#c#d", "//a/b", "a:b c", "a:[b]"]


def paths(value, path=()):
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from paths(value[key], path + (key,))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def mutate(event, chance):
    path = chance.choice([path for path in paths(event) if path])
    holder, key = at(event, path[:-1]), path[-1]
    how = chance.choice(["delete", "replace", "replace", "replace", "rename", "add", "repeat"])
    if how == "delete":
        del holder[key]
    elif how == "replace":
        holder[key] = chance.choice(VALUES)
    elif how == "rename" and isinstance(holder, dict):
        holder[chance.choice(NAMES)] = holder.pop(key)
    elif how == "repeat" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        target = at(event, chance.choice(list(paths(event))))
        if isinstance(target, dict):
            target[chance.choice(NAMES)] = chance.choice(VALUES)
        elif isinstance(target, list):
            target.append(chance.choice(VALUES))


def main(seed, count, schema):
    with open(schema, encoding="utf-8") as file:
        validator = jsonschema.Draft7Validator(json.load(file), format_checker=jsonschema.FormatChecker())
    chance = random.Random(seed)
    for index in range(count):
        document = events.Life(f"{seed}:{index}").epcis()
        mutate(document["epcisBody"]["eventList"][0], chance)
        why = next((error.message[:300] for error in validator.iter_errors(document)), None)
        print(json.dumps({"document": document, "valid": why is None, "why": why or ""}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))

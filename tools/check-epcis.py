"""Checks an EPCIS 2.0 document of ours with tools of others: JSON schemas with formats, the event hash generator, epcpy.

    check-epcis.py DOCUMENT SCHEMA...

Prints what was checked, a line each; exit 1 and a line for each fault, exit 3 where a tool is missing.
"""

import copy
import json
import logging
import sys

try:
    import jsonschema
    from epcis_event_hash_generator import hash_generator
    from epcis_event_hash_generator.json_to_py import event_list_from_epcis_document_json
    from epcpy.utils.common import calculate_checksum
except ImportError as error:
    print(f"missing: {error}")
    sys.exit(3)

logging.disable(logging.CRITICAL)
OWN = "dfl:movement"


def main(path, schemas):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    events = document["epcisBody"]["eventList"]
    faults = []
    for name in schemas:
        with open(name, encoding="utf-8") as file:
            validator = jsonschema.Draft7Validator(json.load(file), format_checker=jsonschema.FormatChecker())
        for error in validator.iter_errors(document):
            faults.append(f"{name}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
        print(f"schema {name.split('/')[-1]}: {len(events)} events")
    # In pieces: the generator expands JSON-LD of the whole document at once. Events kept for others have their own ids.
    own = [event for event in events if OWN in event]
    for start in range(0, len(own), 50):
        piece = copy.deepcopy({**document, "epcisBody": {"eventList": own[start : start + 50]}})
        strings = hash_generator.derive_prehashes_from_events(event_list_from_epcis_document_json(piece))
        hashes = hash_generator.calculate_hashes_from_pre_hashes(strings)
        for event, digest, string in zip(own[start : start + 50], hashes, strings):
            if event["eventID"] != digest:
                faults.append(f"hash of {json.dumps(event)}: {digest} over {string}")
    print(f"event hash: {len(own)} events")
    keys = set()
    for event in own:
        for uri in event.get("epcList", []) + event.get("childEPCs", []) + [event.get("parentID", "")]:
            parts = uri.split("/")
            if len(parts) > 4 and parts[3] in ("00", "01"):
                keys.add(parts[4])
    for key in sorted(keys):
        if calculate_checksum(key[:-1]) != int(key[-1]):
            faults.append(f"check digit of {key}")
    print(f"check digits by epcpy: {len(keys)} keys")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

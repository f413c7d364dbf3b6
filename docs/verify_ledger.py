#!/usr/bin/env python3
"""Checks a dutyfree ledger without dutyfree: plain Python 3 and the `openssl` command, nothing else.

KEY is the ledger's public key as its owner gave it to you (origin+hash+base64); without it the one that the ledger names
itself is used. NOTE is a checkpoint that you kept from an earlier day: with it, entries cut off or rewritten since then
are found too. Levels 1 (signatures) and 2 (bytes, chain, tree, tiles, roots) of docs/format.md; the rules of the trade
are not replayed. Exit: 0 sound, 2 damaged, 4 could not check.
"""
import argparse, base64, hashlib, json, os, pathlib, re, sqlite3, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

sha = lambda data: hashlib.sha256(data).digest()
leaf = lambda body: sha(b"\x00" + body)              # RFC 6962 2.1
node = lambda left, right: sha(b"\x01" + left + right)
ED25519_DER = bytes.fromhex("302a300506032b6570032100")   # RFC 8410 4: what stands before the 32 bytes of a public key

class CannotCheck(Exception): pass

class Tree:
    """RFC 6962 tree that only grows: the roots of its perfect subtrees, largest first. `tiles` collects what C2SP
    tlog-tiles stores: level L holds the roots of 256^L leaves each."""

    def __init__(self):
        self.size, self.stack, self.tiles = 0, [], []

    def append(self, digest):
        bits, height = self.size, 0
        self.keep(height, digest)
        while bits & 1:
            digest = node(self.stack.pop(), digest)
            bits, height = bits >> 1, height + 1
            self.keep(height, digest)
        self.stack.append(digest)
        self.size += 1

    def keep(self, height, digest):
        if height % 8 == 0:
            while len(self.tiles) <= height // 8:
                self.tiles.append([])
            self.tiles[height // 8].append(digest)

    def root(self):
        root = self.stack[-1] if self.stack else sha(b"")
        for left in reversed(self.stack[:-1]):
            root = node(left, root)
        return root

def parse_vkey(text):
    """C2SP signed-note verifier key -> (name, key id, 32 bytes)."""
    name, key_id, encoded = text.split("+", 2)
    blob = base64.b64decode(encoded, validate=True)
    if len(blob) != 33 or blob[0] != 1 or sha(name.encode() + b"\n" + blob)[:4].hex() != key_id:
        raise ValueError("not a verifier key")
    return name, blob[1:]

def parse_note(note):
    """-> (text that is signed, origin, size, root, {(name, key id): signature})."""
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    if not re.fullmatch("0|[1-9][0-9]*", size) or not lines.endswith("\n"):
        raise ValueError
    signatures = {}
    for line in lines[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        blob = base64.b64decode(encoded, validate=True)
        if dash != "\u2014":
            raise ValueError
        signatures[name, blob[:4].hex()] = blob[4:]
    return text, origin, int(size), base64.b64decode(root, validate=True), signatures

def signature_holds(note, vkey, folder):
    """Whether the note is signed by that key under its name, and of that origin. One run of openssl."""
    name, key = parse_vkey(vkey)
    try:
        text, origin, _, _, signatures = parse_note(note)
        signature = signatures[name, vkey.split("+", 2)[1]]
    except (ValueError, KeyError):
        return False
    if origin != name or len(signature) != 64:
        return False
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for path, data in (("key", ED25519_DER + key), ("text", text.encode()), ("sig", signature)):
            pathlib.Path(place, path).write_bytes(data)
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig".split()
        return subprocess.run(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

def open_ledger(path):
    try:
        database = sqlite3.connect(f"file:{path.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro", uri=True)
        application = database.execute("PRAGMA application_id").fetchone()[0]
        for table in ("entry", "tile", "checkpoint"):   # the same in every schema version
            database.execute(f"SELECT count(*) FROM {table}").fetchone()
    except sqlite3.DatabaseError as error:
        raise CannotCheck(f"{path} cannot be read as a ledger: {error}")
    if application != 0x44465531:
        raise CannotCheck(f"{path} is a database, but no dutyfree ledger of format 1")
    return database

def key_ring(database, genesis):
    """-> [(entry that names it, key)], the genesis key first: a key signs the commits that begin behind the entry that names it."""
    ring = [(-1, genesis)]
    for seq, body in database.execute("SELECT seq, body FROM entry WHERE instr(body, CAST('\"kind\":\"key\"' AS BLOB)) ORDER BY seq"):
        try:
            fields = json.loads(body)
            if fields["kind"] == "key" and fields["type"] == "rotate" and parse_vkey(fields["data"]["publicKey"])[0] == parse_vkey(genesis)[0]:
                ring.append((seq, fields["data"]["publicKey"]))
        except (ValueError, KeyError, TypeError):
            pass   # level 2 says that it is no entry
    return ring

def revocations(database):
    """-> {key id: the last size that its signatures are good for}, by the entries that revoke."""
    revoked = {}
    for (body,) in database.execute("SELECT body FROM entry WHERE instr(body, CAST('\"kind\":\"key\"' AS BLOB)) ORDER BY seq"):
        try:
            fields = json.loads(body)
            if fields["kind"] == "key" and fields["type"] == "revoke":
                revoked[str(fields["data"]["keyId"])] = int(fields["data"]["size"])
        except (ValueError, KeyError, TypeError):
            pass   # level 2 says that it is no entry
    return revoked

def verify(database, trusted, held, say):
    """Tells each thing that is wrong to `say`, and answers what there is: size, root, commits, key, genesis."""
    database.execute("BEGIN")   # one state of the ledger, whoever writes meanwhile
    checkpoints = database.execute("SELECT n, size, note FROM checkpoint ORDER BY n").fetchall()
    try:
        genesis = json.loads(bytes(database.execute("SELECT body FROM entry WHERE seq = 0").fetchone()[0]))["data"]
        parse_vkey(genesis["publicKey"])
    except (TypeError, ValueError, KeyError):
        say("entry 0 is no genesis entry that names a key")
        genesis = {}
    vkey = trusted or genesis.get("publicKey")
    if vkey is None:
        raise CannotCheck("without a key nothing can be checked; give the one you hold with --vkey")
    ring = key_ring(database, genesis.get("publicKey", vkey))
    if trusted and trusted not in [key for _, key in ring]:
        if genesis:
            say(f"other ledger: entry 0 names the key {genesis['publicKey']}")
        ring = [(-1, trusted)]
    elif trusted and dict((key, seq) for seq, key in ring)[trusted] + 1 >= max((row[1] for row in checkpoints), default=0) > 1:
        raise CannotCheck("the key you give is named in this ledger, and has signed nothing in it yet")
    begins = [0] + [row[1] for row in checkpoints[:-1]]
    signers = [[key for seq, key in ring if seq < begin or seq < 0][-1] for begin in begins]
    # Level 1: who signed.
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        good = list(pool.map(lambda row, key: signature_holds(row[2], key, folder), checkpoints, signers))
        if held is not None and not any(signature_holds(held, key, folder) for _, key in ring):
            raise CannotCheck("the checkpoint that you hold is not signed by that key")
    signed, last = {}, 0
    for place, ((n, size, note), ok) in enumerate(zip(checkpoints, good)):
        if n != place:
            say(f"checkpoint {place} is missing")
        if not ok:
            say(f"checkpoint {n} (size {size}) is not signed by the ledger's key")
        elif parse_note(note)[2] != size or size <= last:
            say(f"checkpoint {n} does not stand under its own size, or sizes do not grow")
        else:
            last, signed[size] = size, parse_note(note)[3]

    revoked = revocations(database)
    for (n, size, _), key in zip(checkpoints, signers):
        key_id = key.split("+", 2)[1]
        if size > revoked.get(key_id, size):
            say(f"checkpoint {n} (size {size}) is signed by key {key_id}, which is revoked beyond size {revoked[key_id]};"
                " only witnesses or time stamps can vouch for it (dutyfree verify --witness, --tsa)")

    # Level 2: what was signed.
    tree, before, expected = Tree(), b"", 0
    held_size, held_root = parse_note(held)[2:4] if held is not None else (None, None)

    for seq, body in database.execute("SELECT seq, body FROM entry ORDER BY seq"):
        body = bytes(body)
        if seq != expected:
            say(f"entry {expected} is missing" if seq > expected else f"entry {seq} is too much")
        try:
            fields = json.loads(body)
            if fields["seq"] != seq:
                say(f"entry {seq} says that it is {fields['seq']}")
            if seq and seq == expected and fields.get("prev") != before.hex():
                say(f"entry {seq} does not name the hash of entry {seq - 1}: one of the two was altered")
        except (ValueError, KeyError, TypeError, AttributeError):
            say(f"entry {seq} is no entry")
        before, expected = leaf(body), seq + 1
        tree.append(before)
        if tree.size in signed and tree.root() != signed[tree.size]:
            say(f"entries 0 to {tree.size - 1} do not give the root that was signed over them")
        if tree.size == held_size and tree.root() != held_root:
            say(f"rewritten: the first {held_size} entries are not those of the checkpoint you hold")
    if tree.size != last:
        say(f"truncated: {last} entries were signed, {tree.size} are there" if tree.size < last
            else f"entries from {last} on are under no signature")
    if held_size is not None and held_size > tree.size:
        say(f"truncated: you hold a checkpoint of {held_size} entries, the ledger has {tree.size}")

    stored = {row[:2]: bytes(row[2]) for row in database.execute("SELECT level, idx, hashes FROM tile")}
    for level, digests in enumerate(tree.tiles):
        for index in range((len(digests) + 255) // 256):
            tile = stored.pop((level, index), b"")
            want = digests[256 * index:256 * index + 256]
            have = [tile[at:at + 32] for at in range(0, len(tile), 32)]
            if have != want:
                first = next((i for i, (a, b) in enumerate(zip(have, want)) if a != b), min(len(have), len(want)))
                where = f": entry {256 * index + first} is not the one that was recorded" if level == 0 and have else ""
                say(f"tile {level}/{index} does not hold the hashes of the entries{where}")
    for level, index in sorted(stored):
        say(f"tile {level}/{index} is too much")
    return tree.size, tree.root().hex(), len(checkpoints), vkey, genesis

def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("ledger")
    parser.add_argument("--vkey", help="the ledger's public key as its owner gave it to you")
    parser.add_argument("--checkpoint", help="a file with a checkpoint that you kept")
    options = parser.parse_args()
    findings = []
    try:
        if options.vkey:
            parse_vkey(options.vkey)
        held = pathlib.Path(options.checkpoint).read_bytes().decode() if options.checkpoint else None
        subprocess.run(["openssl", "version"], stdout=subprocess.DEVNULL, check=True)
        size, root, commits, vkey, genesis = verify(open_ledger(options.ledger), options.vkey, held, findings.append)
    except (CannotCheck, OSError, sqlite3.Error, subprocess.SubprocessError, ValueError) as error:
        print(f"could not check: {error or 'the key or checkpoint given is not one'}", file=sys.stderr)
        sys.exit(4)
    if findings:
        print(f"DAMAGED: {len(findings)} findings in {size} entries")
        for finding in findings[:20]:
            print(f"  - {finding}")
        sys.exit(2)
    print(f"Sound: {size} entries under {commits} signed checkpoints of {genesis['origin']}, root {root}.")
    print("Not checked: " + ("" if options.vkey else "whose key it is (the ledger's own word; give yours with --vkey), ")
          + ("" if held else "whether the ledger was cut back (give a checkpoint you kept with --checkpoint), ")
          + "the rules of the trade (dutyfree verify).")

if __name__ == "__main__":
    main()

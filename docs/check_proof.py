#!/usr/bin/env python3
"""Checks a proof of a dutyfree ledger without dutyfree: plain Python 3 and the `openssl` command, nothing else.

KEY is the ledger's public key as its owner gave it to you (origin+hash+base64, a file with that line, or a PEM file); twice and
more after a rotation. A witness's key has the same form. Every kind of proof of docs/proofs.md, as text or in the short form of
a QR code. Exit: 0 proven, 1 the key or quorum asked for cannot be met, 2 proves nothing, 4 could not check.
"""
import argparse, base64, datetime, hashlib, json, os, pathlib, re, subprocess, sys, tempfile, zlib

CHINESE = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "").startswith("zh")
MAX_INFLATED, MAX_INTEGER, MAX_SIZE = 4 << 20, 2**53 - 1, 2**63 - 1
ED25519_DER = bytes.fromhex("302a300506032b6570032100")   # RFC 8410 4: what stands before the 32 bytes of a public key
STATES = set("declared arrived bonded in_transit in_store sold at_pickup picked_up mailed departed returned damaged expired "
             "tester seized lost destroyed exported cleared transferred confiscated".split())
KINDS = set("genesis party location product policy document movement count close key call answer alert".split())

sha = lambda data: hashlib.sha256(data).digest()
leaf = lambda body: sha(b"\x00" + body)              # RFC 6962 2.1
node = lambda left, right: sha(b"\x01" + left + right)

class Wrong(Exception): """The proof proves nothing; the text says why."""
class CannotCheck(Exception): pass

def need(holds, why):
    if not holds:
        raise Wrong(why)

def strict_base64(text, length=None):
    """RFC 4648 4 with padding, one spelling for each sequence of bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong("base64")
    need(base64.b64encode(data).decode() == text and length in (None, len(data)), "base64")
    return data

def decimal(text):
    need(re.fullmatch("(0|[1-9][0-9]*)", text, re.ASCII) and int(text) <= MAX_SIZE, "a number")
    return int(text)

# ---- JSON as the ledger has it: names once, integers only, within 2^53 - 1 ----

def parse_json(data):
    def once(pairs):
        need(len(dict(pairs)) == len(pairs), "a name twice in JSON")
        return dict(pairs)
    def integer(text):
        need(abs(int(text)) <= MAX_INTEGER, "a number too large for JSON")
        return int(text)
    def never(text): raise Wrong("a fraction in JSON")
    try:
        value = json.loads(data.decode(), object_pairs_hook=once, parse_int=integer, parse_float=never, parse_constant=never)
    except (ValueError, RecursionError):
        raise Wrong("a document is no JSON")
    need(type(value) is dict and canonical(value) == data, "a document is not in canonical JSON")
    return value

def canonical(value):
    """RFC 8785: one spelling for each value, so that no two readers can take a document differently."""
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Wrong("half a character in JSON")

def number(value):
    need(type(value) is int and value >= 0, "a number in the proof")
    return value

# ---- Signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature) ----

class Key:
    def __init__(self, name, kind, raw):
        self.name, self.kind, self.raw = name, kind, raw
        self.id = sha(name.encode() + b"\n" + bytes([kind]) + raw)[:4]

def read_key(given, kind, origin):
    """A verifier key, a file with one, or an Ed25519 public key in PEM, which is taken for that of the proof's own origin."""
    text = given
    if given.count("+") < 2 or os.path.exists(given):
        try:
            text = pathlib.Path(given).read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise CannotCheck(f"neither a verifier key nor a file with one: {given}")
    try:
        if text.startswith("-----BEGIN PUBLIC KEY-----"):
            der = base64.b64decode("".join(text.split("\n")[1:-1]), validate=True)
            if len(der) != 44 or der[:12] != ED25519_DER:
                raise ValueError
            return Key(origin, kind, der[12:])
        name, key_id, encoded = text.split("+", 2)
        blob = strict_base64(encoded, 33)
        key = Key(name, blob[0], blob[1:])
        if key.id.hex() != key_id or not name or re.search(r"\s", name):
            raise ValueError
    except (ValueError, Wrong):
        raise CannotCheck(f"not a verifier key: {given}")
    if key.kind != kind:
        raise CannotCheck(f"this is {'a witness' if kind == 1 else 'a log'}'s key: {given}")
    return key

def parse_note(note):
    """-> (the text that is signed, [(name, key id, signature)])."""
    try:
        note = note.decode()
    except UnicodeDecodeError:
        raise Wrong("the checkpoint is not UTF-8")
    need(not re.search("[\x00-\x09\x0b-\x1f\x7f]", note) and note.endswith("\n") and "\n\n" in note, "the checkpoint is no signed note")
    text, lines = note[:-1].rsplit("\n\n", 1) if "\n\n" in note[:-1] else (None, "")
    need(text is not None, "the checkpoint is not signed")
    signatures = []
    for line in lines.split("\n"):
        parts = line.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014" and parts[1] and "+" not in parts[1] and not re.search(r"\s", parts[1]), "a signature line")
        blob = strict_base64(parts[2])
        need(len(blob) > 4 and len(signatures) < 100, "a signature line")
        signatures.append((parts[1], blob[:4], blob[4:]))
    return text + "\n", signatures

def parse_checkpoint(text):
    lines = text[:-1].split("\n")
    need(len(lines) >= 3 and lines[0] and "" not in lines[3:], "the checkpoint has too few lines")
    size, root = decimal(lines[1]), strict_base64(lines[2], 32)
    need(size or root == sha(b""), "the empty tree has one root only")
    return lines[0], size, root

def signature_holds(key, message, signature):
    with tempfile.TemporaryDirectory() as place:
        for path, data in (("key", ED25519_DER + key.raw), ("text", message), ("sig", signature)):
            pathlib.Path(place, path).write_bytes(data)
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig".split()
        return subprocess.run(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

def open_note(note, keys, witnesses, quorum):
    """Checks every signature by a key that is trusted; one that fails refuses the note. -> (origin, size, root, cosigners)."""
    text, signatures = parse_note(note)
    origin, size, root = parse_checkpoint(text)
    signed, cosigners, own = False, set(), {key.raw for key in keys}
    for name, key_id, blob in signatures:
        for key in keys + witnesses:
            if (key.name, key.id) != (name, key_id):
                continue
            if key.kind == 1:
                need(len(blob) == 64 and signature_holds(key, text.encode(), blob), "a signature on the checkpoint is wrong")
                signed = signed or key.name == origin
            else:
                time = int.from_bytes(blob[:8], "big")
                need(len(blob) == 72 and 0 < time <= MAX_SIZE, "a cosignature is malformed")
                message = f"cosignature/v1\ntime {time}\n{text}".encode()
                need(signature_holds(key, message, blob[8:]), "a witness's signature is wrong")
                cosigners.add(key.raw)
    need(signed, "the checkpoint is not signed by this key")
    cosigners -= own   # the log is no witness of itself
    need(len(cosigners) >= quorum, f"only {len(cosigners)} of the witnesses cosigned the checkpoint")
    return origin, size, root, len(cosigners)

# ---- Trees (RFC 9162 2.1.3.2, 2.1.4.2) ----

def check_inclusion(digest, index, size, path, root):
    need(index < size <= MAX_SIZE and len(path) <= 63, "an index that the tree does not have")
    first, last = index, size - 1
    for sibling in path:
        need(last, "too many hashes")
        if first & 1 or first == last:
            digest = node(sibling, digest)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            digest = node(digest, sibling)
        first, last = first >> 1, last >> 1
    need(last == 0, "too few hashes")
    need(digest == root, "its documents are not what was signed: the hashes lead to another root")

def check_consistency(old, old_root, new, new_root, path):
    need(0 < old <= new, "the older checkpoint is of more entries, or of none")
    if old == new:
        return need(not path and old_root == new_root, "two roots over the same number of entries")
    path = [old_root] + path if old & (old - 1) == 0 else path
    need(path, "too few hashes")
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    older = newer = path[0]
    for digest in path[1:]:
        need(last, "too many hashes")
        if first & 1 or first == last:
            older, newer = node(digest, older), node(digest, newer)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            newer = node(newer, digest)
        first, last = first >> 1, last >> 1
    need(last == 0, "too few hashes")
    need((older, newer) == (old_root, new_root), "the later tree does not begin with the earlier one")

def fold_sums(rows, first, end, shown, nodes):
    """The sum tree over rows 0 ... rows - 1. -> ((hash, items, value) of the root, [items, value] of rows first ... end - 1)."""
    inside = [0, 0]
    def sum_node(left, right):
        need(left[1] + right[1] < 2**64 and left[2] + right[2] < 2**64, "sums beyond 64 bits")
        figures = lambda side: side[0] + side[1].to_bytes(8, "big") + side[2].to_bytes(8, "big")
        return sha(b"\x01" + figures(left) + figures(right)), left[1] + right[1], left[2] + right[2]
    def fold(low, high):
        if shown and low <= shown[0][0] < high and high - low > 1:
            split = low + (1 << (high - low - 1).bit_length() - 1)
            left = fold(low, split)
            return sum_node(left, fold(split, high))
        if shown and shown[0][0] == low:
            taken = shown.pop(0)[1]
        else:
            need(nodes, "too few nodes")
            taken = nodes.pop(0)
        if first <= low and high <= end:
            inside[0] += taken[1]
            inside[1] += taken[2]
        else:
            need(high <= first or low >= end, "a node lies across the edge of what was asked for")
        return taken
    root = fold(0, rows) if rows else (sha(b""), 0, 0)
    need(not shown and not nodes, "too many nodes")
    return root, inside

# ---- Documents ----

def item_key(text):
    """docs/format.md, An entry: `item`; the check digit of GS1 General Specifications 7.9."""
    shape = type(text) is str and re.fullmatch(r"/01/([0-9]{14})/21/[A-Za-z0-9._-]{1,20}|/00/([0-9]{18})|/trace/[A-Za-z0-9._-]{1,40}", text)
    digits = shape and (shape.group(1) or shape.group(2))
    need(shape and (not digits or sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits))) % 10 == 0), "the item is no item's key")
    return text

def entry(body):
    fields = parse_json(body)
    need(fields.get("v") == 1 and fields.get("kind") in KINDS and type(fields.get("at")) is str, "a document is no entry")
    number(fields.get("seq"))
    return fields

def chain(bodies, key):
    need(bodies, "no entries")
    entries, before = [], None
    for n, body in enumerate(bodies):
        fields = entry(body)
        need(fields.get("item") == key and type(fields.get("n")) is int and fields["n"] == n and fields.get("state") in STATES,
             f"entry {fields['seq']} is not number {n} of the item")
        need((fields.get("back"), fields.get("itemPrev")) == ((before[0], before[1].hex()) if before else (None, None)),
             f"entry {fields['seq']} does not follow the one before it in the item's chain")
        entries.append(fields)
        before = fields["seq"], leaf(body)
    return entries

class Close:
    """What a state commitment commits to (docs/proofs.md)."""
    def __init__(self, fields):
        try:
            data = fields["data"]
            self.size, self.count, self.items_root = number(data["size"]), number(data["items"]["count"]), bytes.fromhex(data["items"]["root"])
            stock = data["stock"]
            self.rows, self.stock = number(stock["rows"]), (bytes.fromhex(stock["root"]), number(stock["items"]), number(stock["valueFen"]))
        except (KeyError, TypeError, ValueError):
            raise Wrong("the entry commits to no state")
        need(fields["kind"] == "close" and self.size == fields["seq"], "the entry commits to no state")

def order(location):
    """Places in the order of their bytes, with `/` as byte 0: a place and all below it lie side by side."""
    return location.encode().replace(b"/", b"\x00")

def side(row, header):
    """-1 before, 0 among, 1 behind what is asked for."""
    wanted = header.get("location")
    place = row.get("location", "")
    if wanted is None or (wanted and "product" not in header and (place + "/").startswith(wanted + "/")):
        return 0
    for ours, asked in ((order(place), order(wanted)), (row["product"], header.get("product")), (row["state"], header.get("state"))):
        if asked is None or ours == asked:
            continue
        return -1 if ours < asked else 1
    return 0

def stock_row(body):
    row = parse_json(body)
    need(type(row.get("items")) is int and type(row.get("valueFen")) is int and row["items"] >= 0 and row["valueFen"] >= 0
         and type(row.get("product")) is str and type(row.get("state")) is str and row.get("location", "x") not in ("", None)
         and type(row.get("location", "x")) is str, "a row of stock is none")
    return row

# ---- The kinds ----

FIELDS = {"entry": [], "item": ["item"], "state": ["item", "index", "count", "path"], "absent": ["item", "index", "count", "paths"],
          "stock": ["location", "product", "state", "rows", "first", "end", "shown", "nodes"]}

def hashes(values):
    need(type(values) is list and len(values) <= 63 and all(type(value) is str for value in values), "a path")
    return [strict_base64(value, 32) for value in values]

def check_documents(header, documents, last):
    """-> (what is proven, in both languages; the entries to list). `last` is the entry that is in the log."""
    kind = header.get("proof")
    need(header.get("v") == 1 and type(header["v"]) is int and kind in FIELDS and set(header) <= set(FIELDS[kind]) | {"proof", "v"}, "the header")
    if kind == "entry":
        need(len(documents) == 1, "too many documents")
        return f"that entry {last['seq']} is exactly this:", f"第 {last['seq']} 条记录正是：", [last]
    key = item_key(header.get("item")) if kind != "stock" else None
    if kind == "item":
        entries = chain(documents, key)
        return f"these {len(entries)} entries of {key}, from its first on:", f"{key} 自首条起的 {len(entries)} 条记录：", entries
    close, closed = Close(last), minute(last["at"])
    if kind == "state":
        need(number(header.get("count")) == close.count and len(documents) >= 3, "the number of items is not the commitment's")
        entries, row = chain(documents[:-2], key), parse_json(documents[-2])
        check_inclusion(leaf(documents[-2]), number(header.get("index")), close.count, hashes(header.get("path")), close.items_root)
        expected = {"item": key, "hash": leaf(documents[-3]).hex(), "seq": entries[-1]["seq"], "n": len(entries) - 1, "state": entries[-1]["state"]}
        need({name: row.get(name) for name in expected} == expected, "the row is not of the item's last entry")
        return (f"the whole life of {key}, {len(entries)} entries, and that nothing came after in the state committed to on {closed}:",
                f"{key} 的全部 {len(entries)} 条记录，且在 {closed} 日结时的状态中此后再无记录：", entries)
    if kind == "absent":
        index, paths = number(header.get("index")), header.get("paths")
        need(number(header.get("count")) == close.count and index <= close.count, "the number of items is not the commitment's")
        beside = [place for place in (index - 1, index) if 0 <= place < close.count]
        need(type(paths) is list and len(paths) == len(beside) == len(documents) - 1, "the rows beside the item")
        need(close.count or close.items_root == sha(b""), "the empty tree has one root only")
        for place, body, path in zip(beside, documents, paths):
            check_inclusion(leaf(body), place, close.count, hashes(path), close.items_root)
            name = parse_json(body).get("item")
            need(type(name) is str and name != key and (name.encode() < key.encode()) == (place < index), f"{name} does not stand beside {key}")
        return (f"that {key} is none of the {close.count} items in the state committed to on {closed}",
                f"在 {closed} 日结时的状态中，{close.count} 件货物里没有 {key}", [])
    location, product, state = (header.get(name) for name in ("location", "product", "state"))
    need(all(name not in header or type(header[name]) is str for name in ("location", "product", "state"))
         and (product is None or location is not None and re.fullmatch("[0-9]{14}", product))
         and (state is None or product is not None and state in STATES),
         "what is asked for")
    rows, first, end = (number(header.get(name)) for name in ("rows", "first", "end"))
    need(rows == close.rows and first <= end <= rows and (location is not None or (first, end) == (0, rows)), "the number of rows is not the commitment's")
    indices, listed = header.get("shown"), header.get("nodes")
    need(type(indices) is list and type(listed) is list and len(documents) == len(indices) + 1 and len(indices) <= 100_000, "the rows shown")
    need(all(a < b for a, b in zip(map(number, indices), indices[1:])) and all(number(i) < rows for i in indices), "the order of the rows shown")
    edges = {place for place in ((first - 1, first, end - 1, end) if first < end else (first - 1, first)) if 0 <= place < rows}
    need(edges <= set(indices), "an edge of what is asked for is not shown")
    shown = []
    for index, body in zip(indices, documents):
        row = stock_row(body)
        need(side(row, header) == (-1 if index < first else 0 if index < end else 1), f"row {index} is on the wrong side of what was asked for")
        shown.append((index, (leaf(body), row["items"], row["valueFen"])))
    need(all(type(value) is list and len(value) == 3 and type(value[0]) is str for value in listed), "nodes")
    root, (items, value) = fold_sums(rows, first, end, shown, [(strict_base64(a, 32), number(b), number(c)) for a, b, c in listed])
    need(root == close.stock, "its documents are not what was signed: the hashes lead to another root")
    where = "the whole ledger" if location is None else f"“{safe(location)}”" if location else "no place of the operator's"
    where += " and all below it" if location and product is None else ""
    what = "".join([f", product {product}" if product else "", f", {state}" if state else ""])
    return (f"that {where}{what} holds {items} items, CNY {value // 100}.{value % 100:02} at list prices, in the state committed to on {closed}",
            f"在 {closed} 日结时的状态中，{where}{what} 共 {items} 件，按标价 {value // 100}.{value % 100:02} 元", [])

NOT_PROVEN = {
    "entry": ("that what it says is true, or that nothing came after", "所述属实，或此后再无记录"),
    "item": ("that no entry of the item came after (ask for a proof of state), or that what they say is true", "此后再无记录（请索取状态证明），或所述属实"),
    "close": ("anything after that close, or that its figures were computed honestly: whoever has the ledger computes them again",
              "该日结之后的情况，或其数字计算属实；持有账本者可重新计算"),
    "absent": ("that no item bore the code as a label, anything after that close, or that its rows are honest: whoever has the ledger computes them again",
               "没有货物曾换用此码、该日结之后的情况，或其内容属实；持有账本者可重新计算"),
    "extension": ("that others were shown the same checkpoints", "他人所见检查点与此相同")}

# ---- Files ----

def inflate(data):
    try:
        stream = zlib.decompressobj()
        result = stream.decompress(data, MAX_INFLATED + 1)
    except zlib.error:
        raise Wrong("not a zlib stream")
    need(stream.eof and not stream.unused_data and len(result) <= MAX_INFLATED, "not a whole zlib stream")
    return result

def split_file(data):
    """-> (payload, or the older note of an extension; index, or None; hashes; note)."""
    if data.startswith(b"DFP1"):   # the short form
        data = inflate(data[4:])
        end = 4 + int.from_bytes(data[:4], "big")
        count, rest = data[end + 8:end + 9], data[end + 9:]
        need(count and count[0] <= 63 and len(rest) > 32 * count[0], "not a whole proof")
        path = [rest[32 * i:32 * i + 32] for i in range(count[0])]
        return data[4:end], int.from_bytes(data[end:end + 8], "big"), path, rest[32 * count[0]:]
    head, _, note = data.partition(b"\n\n")
    need(head.isascii(), "not a proof")
    lines = head.decode().split("\n")
    if lines[0] == "dutyfree-extension-proof@v1":
        need(len(lines) >= 2 and lines[1].startswith("from "), "not a whole proof")
        return strict_base64(lines[1][5:]), None, hashes(lines[2:]), note
    need(lines[0] == "c2sp.org/tlog-proof@v1" and len(lines) >= 3, "not a whole proof")
    need(lines[1].startswith("extra ") and lines[2].startswith("index "), "not a whole proof")
    return inflate(strict_base64(lines[1][6:])), decimal(lines[2][6:]), hashes(lines[3:]), note

def check(file, keys, witnesses, quorum):
    """-> (what is proven in English, in Chinese, the entries to list, which of NOT_PROVEN, the checkpoint)."""
    payload, index, path, note = file
    signed = open_note(note, keys, witnesses, quorum)
    if index is None:
        older = open_note(payload, keys, [], 0)
        need(older[0] == signed[0], "the two checkpoints are of two ledgers")
        check_consistency(older[1], older[2], signed[1], signed[2], path)
        return (f"that the ledger at {signed[1]} entries holds all {older[1]} of the earlier checkpoint, unchanged and in order",
                f"{signed[1]} 条记录原样、依序包含先前检查点的 {older[1]} 条", [], "extension", signed)
    first, *documents = payload[:-1].split(b"\n")
    header = parse_json(first)
    need(payload.endswith(b"\n") and documents, "not a whole proof")
    check_inclusion(leaf(documents[-1]), index, signed[1], path, signed[2])
    last = entry(documents[-1])
    need(last["seq"] == index, "the entry says that it stands elsewhere")
    english, chinese, entries = check_documents(header, documents, last)
    return english, chinese, entries, header["proof"] if header["proof"] in NOT_PROVEN else "close", signed

# ---- Words ----

def safe(text):
    return re.sub("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069“”]", "\ufffd", str(text))

def minute(at):
    try:
        moment = datetime.datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ") + datetime.timedelta(hours=8)   # Asia/Shanghai
    except (ValueError, OverflowError):
        raise Wrong("a time")
    return moment.strftime("%Y-%m-%d %H:%M +08:00")

def line_of(fields):
    docs = fields.get("docs") if type(fields.get("docs")) is dict else {}
    numbers = [f"{kind} {value.get('number')}" for kind, value in sorted(docs.items()) if type(value) is dict]
    way = " → ".join(str(fields[name]) for name in ("from", "to") if name in fields)
    what = fields.get("type", fields["kind"])
    parts = [fields["seq"], minute(fields.get("occurred", fields["at"])), what, way, fields.get("state", ""), fields.get("by", ""), ", ".join(numbers)]
    return "    " + "  ".join(safe(part) for part in parts if part != "")

def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog=__doc__.partition("\n\n")[2], formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.error = lambda message: sys.exit(print(f"could not check: {message}", file=sys.stderr) or 4)
    parser.add_argument("proof")
    parser.add_argument("--key", action="append", required=True, help="the ledger's public key as its owner gave it to you")
    parser.add_argument("--witness", action="append", default=[], help="a witness's public key that you trust")
    parser.add_argument("--quorum", type=int, help="how many of the witnesses must have cosigned; all unless said")
    options = parser.parse_args()
    say = lambda english, chinese: print(chinese if CHINESE else english)
    try:
        file = split_file(pathlib.Path(options.proof).read_bytes())
        origin = parse_note(file[3])[0].split("\n")[0]
        keys = [read_key(key, 1, origin) for key in options.key]
        witnesses = [read_key(key, 4, "") for key in options.witness]
        quorum = len({key.raw for key in witnesses}) if options.quorum is None else options.quorum
        if not 0 <= quorum <= len({key.raw for key in witnesses}):
            print(f"--quorum {quorum} cannot be met by {len(witnesses)} witness keys", file=sys.stderr)
            sys.exit(1)
        subprocess.run(["openssl", "version"], stdout=subprocess.DEVNULL, check=True)
        english, chinese, entries, kind, (origin, size, root, cosigners) = check(file, keys, witnesses, quorum)
        history = [line_of(fields) for fields in entries] + [f"    {safe(canonical(fields).decode())}" for fields in entries if kind == "entry"]
    except Wrong as why:
        print(f"PROVES NOTHING: {safe(why)}" if not CHINESE else f"不能证明任何事：{safe(why)}")
        sys.exit(2)
    except (CannotCheck, OSError, subprocess.SubprocessError) as error:
        print(f"could not check: {error}", file=sys.stderr)
        sys.exit(4)
    say(f"Proven, of the ledger {origin}: {english}", f"已证明，账本 {origin}：{chinese}")
    print("".join(line + "\n" for line in history), end="")
    say(f"Signed over {size} entries, root {root.hex()}, cosigned by {cosigners} of the witnesses you named.",
        f"签名涵盖 {size} 条记录，根 {root.hex()}，您指定的见证方中有 {cosigners} 个会签。")
    say(f"Not proven: {NOT_PROVEN[kind][0]}.", f"未证明：{NOT_PROVEN[kind][1]}。")

if __name__ == "__main__":
    main()

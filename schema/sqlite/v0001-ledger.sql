-- Version 1 of a ledger file. docs/format.md explains every table; a migration is never edited once released.

-- The truth: what was recorded, byte for byte. seq is the leaf index of the Merkle tree.
CREATE TABLE entry (
    seq  INTEGER PRIMARY KEY,
    body BLOB NOT NULL CHECK (length(body) BETWEEN 2 AND 65535)
) STRICT;

-- The Merkle tree over the leaf hashes of the entries, as C2SP tlog-tiles: 32-byte hashes side by side, 1 to 256 of them.
CREATE TABLE tile (
    level  INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    idx    INTEGER NOT NULL CHECK (idx >= 0),
    hashes BLOB    NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

-- One signed note (C2SP tlog-checkpoint) a commit; n counts commits from 0, without gaps.
CREATE TABLE checkpoint (
    n    INTEGER PRIMARY KEY,
    size INTEGER NOT NULL UNIQUE CHECK (size > 0),
    note TEXT    NOT NULL
) STRICT;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER tile_only_grows BEFORE UPDATE ON tile
    WHEN NEW.level <> OLD.level OR NEW.idx <> OLD.idx
        OR length(NEW.hashes) <= length(OLD.hashes)
        OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
    BEGIN SELECT RAISE(ABORT, 'tiles are append-only'); END;
CREATE TRIGGER tile_is_never_removed BEFORE DELETE ON tile
    BEGIN SELECT RAISE(ABORT, 'tiles are append-only'); END;
CREATE TRIGGER tile_is_never_replaced BEFORE INSERT ON tile
    WHEN EXISTS (SELECT 1 FROM tile WHERE level = NEW.level AND idx = NEW.idx)
    BEGIN SELECT RAISE(ABORT, 'tiles are append-only'); END;
CREATE TRIGGER checkpoint_only_grows BEFORE INSERT ON checkpoint
    WHEN NEW.size <= (SELECT ifnull(max(size), 0) FROM checkpoint)
        OR NEW.n <> (SELECT ifnull(max(n) + 1, 0) FROM checkpoint)
    BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
    BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
CREATE TRIGGER checkpoint_is_never_removed BEFORE DELETE ON checkpoint
    BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;

-- Projections: derived from the entries, kept in the same commit, compared by `verify`, rebuilt by `repair`.

CREATE TABLE item (
    id          INTEGER PRIMARY KEY,
    key         TEXT    NOT NULL UNIQUE,   -- identity for life: the key it was declared under
    code        TEXT,                      -- today's label, where it is no longer the key (relabel)
    product     TEXT,                      -- GTIN-14; none for a carton
    state       TEXT    NOT NULL,
    location    TEXT,                      -- none in transit, gone or lost
    destination TEXT,                      -- while in transit
    hold        INTEGER NOT NULL,          -- 1: customs froze it
    parent      TEXT,                      -- carton or set it is packed in
    occurred    INTEGER NOT NULL,          -- of its last effective movement, ms since 1970
    latest      INTEGER NOT NULL,          -- the greatest `occurred` of its chain, ms since 1970
    facts       TEXT,                      -- canonical JSON: what else the rules need to know
    n           INTEGER NOT NULL,          -- entries in its chain − 1
    head        INTEGER NOT NULL,          -- seq of its last entry
    hash        BLOB    NOT NULL           -- leaf hash of that entry
) STRICT;
CREATE INDEX item_parent ON item (parent) WHERE parent IS NOT NULL;

-- Labels other than the item's key: the current one and those retired by `relabel`.
CREATE TABLE label (
    code TEXT PRIMARY KEY,
    item TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stock (
    location TEXT    NOT NULL,             -- '' where the item is nowhere of ours
    product  TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    items    INTEGER NOT NULL,
    PRIMARY KEY (location, product, state)
) STRICT, WITHOUT ROWID;

-- Master data and what the rules know of trips and persons: name → canonical JSON and the entry that said it last.
CREATE TABLE master (
    kind TEXT    NOT NULL,                 -- party, location, product, trip, person
    name TEXT    NOT NULL,
    data TEXT    NOT NULL,
    seq  INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- Event ids that a source gave, and those of entries without an item. Derived ids of items are found in their chain.
CREATE TABLE event (
    id  TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

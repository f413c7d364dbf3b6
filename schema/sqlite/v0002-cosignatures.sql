-- Version 2: what others say of a checkpoint. Never part of the ledger's own truth: they vouch for it from outside.

-- Signature lines of witnesses (C2SP tlog-cosignature), as they stand at the end of a note.
CREATE TABLE cosignature (
    size INTEGER NOT NULL REFERENCES checkpoint (size),
    line TEXT    NOT NULL CHECK (length(line) BETWEEN 10 AND 4096),
    PRIMARY KEY (size, line)
) STRICT, WITHOUT ROWID;

-- Time-stamp responses (RFC 3161, DER) over the note of the checkpoint of this size.
CREATE TABLE timestamp (
    size  INTEGER NOT NULL REFERENCES checkpoint (size),
    token BLOB    NOT NULL CHECK (length(token) BETWEEN 10 AND 65536),
    PRIMARY KEY (size, token)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER cosignature_is_never_changed BEFORE UPDATE ON cosignature
    BEGIN SELECT RAISE(ABORT, 'cosignatures are append-only'); END;
CREATE TRIGGER cosignature_is_never_removed BEFORE DELETE ON cosignature
    BEGIN SELECT RAISE(ABORT, 'cosignatures are append-only'); END;
CREATE TRIGGER timestamp_is_never_changed BEFORE UPDATE ON timestamp
    BEGIN SELECT RAISE(ABORT, 'time stamps are append-only'); END;
CREATE TRIGGER timestamp_is_never_removed BEFORE DELETE ON timestamp
    BEGIN SELECT RAISE(ABORT, 'time stamps are append-only'); END;

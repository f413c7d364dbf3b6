-- The account (一企一账): how many items a kind of movement took from one standing to another, day by day. A projection.

CREATE TABLE flow (
    product     TEXT    NOT NULL,          -- GTIN-14
    declaration TEXT    NOT NULL,          -- the one that brought the items; '' where another operator handed them over
    type        TEXT    NOT NULL,          -- the movement
    source      TEXT    NOT NULL,          -- standing before; '' where the movement brought them into the ledger
    target      TEXT    NOT NULL,          -- standing after
    day         INTEGER NOT NULL,          -- on which it occurred, in Asia/Shanghai: days since 1970-01-01
    items       INTEGER NOT NULL,
    PRIMARY KEY (product, declaration, type, source, target, day)
) STRICT, WITHOUT ROWID;

-- The declaration that brought an item; none for cartons and for what another operator handed over.
ALTER TABLE item ADD COLUMN declaration TEXT;

#include "schema.h"

#define SCHEMA_BYTES(name) \
    const unsigned char *name(void) { return name##_bytes; } \
    size_t name##_length(void) { return sizeof(name##_bytes); }

static const unsigned char schema_sqlite_v0001_bytes[] = {
#embed "sqlite/v0001-ledger.sql"
};
SCHEMA_BYTES(schema_sqlite_v0001)

static const unsigned char schema_sqlite_v0002_bytes[] = {
#embed "sqlite/v0002-cosignatures.sql"
};
SCHEMA_BYTES(schema_sqlite_v0002)

static const unsigned char schema_sqlite_v0004_bytes[] = {
#embed "sqlite/v0004-flow.sql"
};
SCHEMA_BYTES(schema_sqlite_v0004)

static const unsigned char schema_demo_products_bytes[] = {
#embed "demo/products.csv"
};
SCHEMA_BYTES(schema_demo_products)

static const unsigned char schema_json_answers_bytes[] = {
#embed "json/answers-v1.schema.json"
};
SCHEMA_BYTES(schema_json_answers)

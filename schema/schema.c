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

static const unsigned char schema_sqlite_v0003_bytes[] = {
#embed "sqlite/v0003-flow.sql"
};
SCHEMA_BYTES(schema_sqlite_v0003)

static const unsigned char schema_demo_products_bytes[] = {
#embed "demo/products.csv"
};
SCHEMA_BYTES(schema_demo_products)

static const unsigned char schema_json_answers_bytes[] = {
#embed "json/answers-v1.schema.json"
};
SCHEMA_BYTES(schema_json_answers)

static const unsigned char schema_policy_2020_bytes[] = {
#embed "policy/hn-offshore-2020.json"
};
SCHEMA_BYTES(schema_policy_2020)

static const unsigned char schema_policy_2021_bytes[] = {
#embed "policy/hn-offshore-2021.json"
};
SCHEMA_BYTES(schema_policy_2021)

static const unsigned char schema_policy_2023_bytes[] = {
#embed "policy/hn-offshore-2023.json"
};
SCHEMA_BYTES(schema_policy_2023)

static const unsigned char schema_policy_2025_bytes[] = {
#embed "policy/hn-offshore-2025.json"
};
SCHEMA_BYTES(schema_policy_2025)

static const unsigned char schema_json_policy_bytes[] = {
#embed "json/policy-v1.schema.json"
};
SCHEMA_BYTES(schema_json_policy)

static const unsigned char schema_template_declaration_bytes[] = {
#embed "templates/declaration.json"
};
SCHEMA_BYTES(schema_template_declaration)

static const unsigned char schema_template_till_bytes[] = {
#embed "templates/till.json"
};
SCHEMA_BYTES(schema_template_till)

static const unsigned char schema_template_reader_bytes[] = {
#embed "templates/reader.json"
};
SCHEMA_BYTES(schema_template_reader)

static const unsigned char schema_template_reader_impinj_bytes[] = {
#embed "templates/reader-impinj.json"
};
SCHEMA_BYTES(schema_template_reader_impinj)

static const unsigned char schema_template_reader_zebra_bytes[] = {
#embed "templates/reader-zebra.json"
};
SCHEMA_BYTES(schema_template_reader_zebra)

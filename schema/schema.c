#include "schema.h"

#define SCHEMA_BYTES(name) const size_t name##_length = sizeof(name);

const unsigned char schema_sqlite_v0001[] = {
#embed "sqlite/v0001-ledger.sql"
};
SCHEMA_BYTES(schema_sqlite_v0001)

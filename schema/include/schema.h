// The files of this folder, compiled into the binary. A file here is a line below, a line in schema.c, and two functions:
// where its bytes begin and how many there are.
#pragma once
#include <stddef.h>

#define SCHEMA_FILE(name) const unsigned char *name(void); size_t name##_length(void);
SCHEMA_FILE(schema_sqlite_v0001)
SCHEMA_FILE(schema_sqlite_v0002)
SCHEMA_FILE(schema_sqlite_v0004)
SCHEMA_FILE(schema_demo_products)
SCHEMA_FILE(schema_json_answers)
#undef SCHEMA_FILE

// The files of this folder, compiled into the binary. A name here, a line in schema.c, and Swift sees it as a pointer
// and a length.
#pragma once
#include <stddef.h>

#define SCHEMA_FILE(name) extern const unsigned char name[]; extern const size_t name##_length;
SCHEMA_FILE(schema_sqlite_v0001)
#undef SCHEMA_FILE

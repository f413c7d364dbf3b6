// The files of this folder, compiled into the binary. A file here is a line below, a line in schema.c, and two functions:
// where its bytes begin and how many there are.
#pragma once
#include <stddef.h>

#define SCHEMA_FILE(name) const unsigned char *name(void); size_t name##_length(void);
SCHEMA_FILE(schema_sqlite_v0001)
SCHEMA_FILE(schema_sqlite_v0002)
SCHEMA_FILE(schema_sqlite_v0003)
SCHEMA_FILE(schema_demo_products)
SCHEMA_FILE(schema_json_answers)
SCHEMA_FILE(schema_json_policy)
SCHEMA_FILE(schema_policy_2020)
SCHEMA_FILE(schema_policy_2021)
SCHEMA_FILE(schema_policy_2023)
SCHEMA_FILE(schema_policy_2025)
SCHEMA_FILE(schema_template_declaration)
SCHEMA_FILE(schema_template_till)
SCHEMA_FILE(schema_template_reader)
SCHEMA_FILE(schema_template_reader_impinj)
SCHEMA_FILE(schema_template_reader_zebra)
#undef SCHEMA_FILE

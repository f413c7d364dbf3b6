// sqlite3_db_config is variadic, which Swift cannot call: the one option we need, as a plain function.
#pragma once
#include <sqlite3.h>

/// Forbids ordinary SQL from corrupting the file (PRAGMA writable_schema and the like). SQLite result code.
int dutyfree_set_defensive(sqlite3 *connection);

#ifndef DUTYFREE_SYMBOL_H
#define DUTYFREE_SYMBOL_H
#include <stddef.h>
#include <stdint.h>

/// What zint makes of some bytes.
struct dutyfree_symbol {
    int32_t columns, rows;
    /// zint's answer: below 4 the symbol stands, 4 is one that breaks its own standard, 5 says too much data.
    int32_t answer;
};

/// Encodes `length` bytes. `symbology` and `correction` are zint's numbers; `is_gs1` reads `[AI]value` texts.
/// `modules` takes `columns * rows` of them row by row, a byte each, 1 for dark; it has room for 200 * 200.
void dutyfree_symbol_encode(
    int32_t symbology, int32_t correction, int32_t is_gs1, const uint8_t *bytes, size_t length, struct dutyfree_symbol *symbol,
    uint8_t *modules);
#endif

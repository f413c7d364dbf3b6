#include "symbol.h"
#include <zint.h>

void dutyfree_symbol_encode(
    int32_t symbology, int32_t correction, int32_t is_gs1, const uint8_t *bytes, size_t length, struct dutyfree_symbol *symbol,
    uint8_t *modules) {
    symbol->columns = symbol->rows = 0;
    symbol->answer = ZINT_ERROR_MEMORY;
    struct zint_symbol *zint = ZBarcode_Create();
    if (!zint) return;
    zint->symbology = symbology;
    zint->option_1 = correction;
    zint->input_mode = is_gs1 ? GS1_MODE : DATA_MODE;
    // A square DataMatrix, as labels of this trade have it; QR ignores it.
    if (symbology == BARCODE_DATAMATRIX) zint->option_3 = DM_SQUARE;
    symbol->answer = length > 10000 ? ZINT_ERROR_TOO_LONG : ZBarcode_Encode(zint, bytes, (int)length);
    if (symbol->answer < ZINT_WARN_NONCOMPLIANT && zint->rows <= 200 && zint->width <= 200) {
        symbol->columns = zint->width;
        symbol->rows = zint->rows;
        for (int row = 0; row < zint->rows; row++)
            for (int column = 0; column < zint->width; column++)
                modules[row * zint->width + column] = (zint->encoded_data[row][column / 8] >> (column % 8)) & 1;
    }
    ZBarcode_Delete(zint);
}

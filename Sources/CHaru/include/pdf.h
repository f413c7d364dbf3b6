#ifndef DUTYFREE_PDF_H
#define DUTYFREE_PDF_H
#include <stddef.h>
#include <stdint.h>

/// A PDF document that is being written by libharu. All places are in millimetres from the upper left corner.
typedef struct dutyfree_pdf dutyfree_pdf;

/// A new document. `font` is a TrueType file (.ttf, .ttc) for all Chinese text, which is embedded; NULL: the character
/// collection Adobe-GB1, which whoever shows the page brings a font for. NULL where there is no memory.
dutyfree_pdf *dutyfree_pdf_create(const char *font);
/// The number of the first thing that went wrong, libharu's or -1; 0 while all is well.
long dutyfree_pdf_error(const dutyfree_pdf *pdf);
void dutyfree_pdf_page(dutyfree_pdf *pdf, float width, float height);
/// Adds a black rectangle; `dutyfree_pdf_fill` paints those added so far.
void dutyfree_pdf_rectangle(dutyfree_pdf *pdf, float x, float y, float width, float height);
void dutyfree_pdf_fill(dutyfree_pdf *pdf);
/// UTF-8 text, centred on `x`, its baseline at `y`. `is_chinese` 0: ASCII in Courier. Answers the width in millimetres, 0 where
/// the font does not have the characters.
float dutyfree_pdf_text(dutyfree_pdf *pdf, float x, float y, float points, int is_chinese, const char *text);
/// The finished document, to be released with `dutyfree_pdf_free`; NULL where something went wrong.
uint8_t *dutyfree_pdf_bytes(dutyfree_pdf *pdf, size_t *count);
void dutyfree_pdf_free(uint8_t *bytes);
void dutyfree_pdf_destroy(dutyfree_pdf *pdf);
#endif

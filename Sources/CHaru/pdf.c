#include "pdf.h"
#include <hpdf.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const float points_per_mm = 72.0f / 25.4f;

struct dutyfree_pdf {
    HPDF_Doc document;
    HPDF_Page page;
    float height;
    HPDF_Font latin, chinese;
    int is_embedded;
    int has_failed;
};

dutyfree_pdf *dutyfree_pdf_create(const char *font) {
    dutyfree_pdf *pdf = calloc(1, sizeof *pdf);
    if (!pdf) return NULL;
    // Without a handler libharu keeps its first error in the document, and goes on doing nothing.
    pdf->document = HPDF_New(NULL, NULL);
    if (!pdf->document) {
        free(pdf);
        return NULL;
    }
    HPDF_SetCompressionMode(pdf->document, HPDF_COMP_ALL);
    pdf->latin = HPDF_GetFont(pdf->document, "Courier", NULL);
    if (font) {
        size_t length = strlen(font);
        HPDF_UseUTFEncodings(pdf->document);
        const char *name = length > 4 && !strcasecmp(font + length - 4, ".ttc")
            ? HPDF_LoadTTFontFromFile2(pdf->document, font, 0, HPDF_TRUE)
            : HPDF_LoadTTFontFromFile(pdf->document, font, HPDF_TRUE);
        if (name) pdf->chinese = HPDF_GetFont(pdf->document, name, "UTF-8");
        pdf->is_embedded = 1;
    } else {
        HPDF_UseCNSFonts(pdf->document);
        HPDF_UseCNSEncodings(pdf->document);
        pdf->chinese = HPDF_GetFont(pdf->document, "SimHei", "GBK-EUC-H");
    }
    if (!pdf->latin || !pdf->chinese) pdf->has_failed = 1;
    return pdf;
}

long dutyfree_pdf_error(const dutyfree_pdf *pdf) {
    long error = (long)HPDF_GetError(pdf->document);
    return error ? error : pdf->has_failed ? -1 : 0;
}

void dutyfree_pdf_page(dutyfree_pdf *pdf, float width, float height) {
    pdf->page = HPDF_AddPage(pdf->document);
    if (!pdf->page) return;
    pdf->height = height;
    HPDF_Page_SetWidth(pdf->page, width * points_per_mm);
    HPDF_Page_SetHeight(pdf->page, height * points_per_mm);
}

void dutyfree_pdf_rectangle(dutyfree_pdf *pdf, float x, float y, float width, float height) {
    if (pdf->page)
        HPDF_Page_Rectangle(
            pdf->page, x * points_per_mm, (pdf->height - y - height) * points_per_mm, width * points_per_mm, height * points_per_mm);
}

void dutyfree_pdf_fill(dutyfree_pdf *pdf) {
    if (pdf->page) HPDF_Page_Fill(pdf->page);
}

/// GBK, as the encoding of Adobe-GB1 wants it. False where a character has none.
static int to_gbk(const char *text, char *room, size_t size) {
    iconv_t converter = iconv_open("GBK", "UTF-8");
    if (converter == (iconv_t)-1) return 0;
    char *in = (char *)text, *out = room;
    size_t in_left = strlen(text), out_left = size - 1;
    size_t answer = iconv(converter, &in, &in_left, &out, &out_left);
    iconv_close(converter);
    *out = 0;
    return answer == 0 && in_left == 0;
}

float dutyfree_pdf_text(dutyfree_pdf *pdf, float x, float y, float points, int is_chinese, const char *text) {
    char room[512];
    if (!pdf->page || dutyfree_pdf_error(pdf)) return 0;
    if (is_chinese && !pdf->is_embedded) {
        if (!to_gbk(text, room, sizeof room)) {
            pdf->has_failed = 1;
            return 0;
        }
        text = room;
    }
    HPDF_Page_SetFontAndSize(pdf->page, is_chinese ? pdf->chinese : pdf->latin, points);
    float width = HPDF_Page_TextWidth(pdf->page, text);
    HPDF_Page_BeginText(pdf->page);
    HPDF_Page_TextOut(pdf->page, x * points_per_mm - width / 2, (pdf->height - y) * points_per_mm, text);
    HPDF_Page_EndText(pdf->page);
    return width / points_per_mm;
}

uint8_t *dutyfree_pdf_bytes(dutyfree_pdf *pdf, size_t *count) {
    *count = 0;
    if (dutyfree_pdf_error(pdf) || HPDF_SaveToStream(pdf->document) != HPDF_OK) return NULL;
    HPDF_UINT32 size = HPDF_GetStreamSize(pdf->document);
    uint8_t *bytes = malloc(size ? size : 1);
    if (!bytes) return NULL;
    HPDF_ReadFromStream(pdf->document, bytes, &size);
    *count = size;
    return bytes;
}

void dutyfree_pdf_free(uint8_t *bytes) { free(bytes); }

void dutyfree_pdf_destroy(dutyfree_pdf *pdf) {
    HPDF_Free(pdf->document);
    free(pdf);
}

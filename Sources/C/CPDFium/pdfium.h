// SPDX-License-Identifier: Apache-2.0

// The functions of PDFium that are used, as its public headers (BSD 3-clause) declare them.

#ifndef VIGNETTE_PDFIUM_H
#define VIGNETTE_PDFIUM_H

#include <stddef.h>

// fpdfview.h: values

typedef int FPDF_BOOL;
typedef const char *FPDF_BYTESTRING;
typedef struct fpdf_document_t__ *FPDF_DOCUMENT;
typedef struct fpdf_page_t__ *FPDF_PAGE;
typedef struct fpdf_pageobject_t__ *FPDF_PAGEOBJECT;
typedef struct fpdf_bitmap_t__ *FPDF_BITMAP;
typedef struct fpdf_font_t__ *FPDF_FONT;
typedef struct fpdf_textpage_t__ *FPDF_TEXTPAGE;
typedef struct fpdf_form_handle_t__ *FPDF_FORMHANDLE;

// Version 2: nothing after `m_v8EmbedderSlot` is looked at.
typedef struct FPDF_LIBRARY_CONFIG_ {
    int version;
    const char **m_pUserFontPaths;
    void *m_pIsolate;
    unsigned int m_v8EmbedderSlot;
    void *m_pPlatform;
    int m_RendererType;
    int m_FontLibraryType;
    FPDF_BOOL m_BrotliEnabled;
    FPDF_BOOL m_IsolatePerDocument;
} FPDF_LIBRARY_CONFIG;

// A file that is read by blocks: `m_GetBlock` returns whether it filled the buffer with all `size` bytes.
typedef struct {
    unsigned long m_FileLen;
    int (*m_GetBlock)(void *param, unsigned long position, unsigned char *pBuf, unsigned long size);
    void *m_Param;
} FPDF_FILEACCESS;

// Maps (x, y) to (a·x + c·y + e, b·x + d·y + f).
typedef struct _FS_MATRIX_ {
    float a;
    float b;
    float c;
    float d;
    float e;
    float f;
} FS_MATRIX;

// What FPDF_GetLastError tells; the header has these as macros.
static const unsigned long FPDF_ERR_PASSWORD = 4;
static const unsigned long FPDF_ERR_SECURITY = 5;

// Flags of rendering: annotations are drawn; red comes first in memory, where the format says blue.
static const int FPDF_ANNOT = 0x01;
static const int FPDF_REVERSE_BYTE_ORDER = 0x10;

// Four bytes a pixel, the fourth unused.
static const int FPDFBitmap_BGRx = 3;

// fpdf_edit.h: kinds of page objects
static const int FPDF_PAGEOBJ_TEXT = 1;
static const int FPDF_PAGEOBJ_IMAGE = 3;
static const int FPDF_PAGEOBJ_FORM = 5;

// fpdf_formfill.h
static const int FORMTYPE_NONE = 0;

// What a form asks of its viewer. Everything but the version may be null. Version 1 ends with `m_pJsPlatform`; the rest
// is there so that it is null even if it were looked at.
typedef struct _FPDF_FORMFILLINFO {
    int version;
    void *callbacks[15];
    void *m_pJsPlatform;
    FPDF_BOOL xfa_disabled;
    void *later_callbacks[17];
} FPDF_FORMFILLINFO;

// fpdfview.h: functions

void FPDF_InitLibraryWithConfig(const FPDF_LIBRARY_CONFIG *config);
unsigned long FPDF_GetLastError(void);

FPDF_DOCUMENT FPDF_LoadMemDocument64(const void *data_buf, size_t size, FPDF_BYTESTRING password);
FPDF_DOCUMENT FPDF_LoadCustomDocument(FPDF_FILEACCESS *pFileAccess, FPDF_BYTESTRING password);
void FPDF_CloseDocument(FPDF_DOCUMENT document);
int FPDF_GetPageCount(FPDF_DOCUMENT document);

FPDF_PAGE FPDF_LoadPage(FPDF_DOCUMENT document, int page_index);
void FPDF_ClosePage(FPDF_PAGE page);
float FPDF_GetPageWidthF(FPDF_PAGE page);
float FPDF_GetPageHeightF(FPDF_PAGE page);

FPDF_BITMAP FPDFBitmap_CreateEx(int width, int height, int format, void *first_scan, int stride);
void FPDFBitmap_Destroy(FPDF_BITMAP bitmap);
void FPDF_RenderPageBitmap(
    FPDF_BITMAP bitmap, FPDF_PAGE page, int start_x, int start_y, int size_x, int size_y, int rotate, int flags
);

// fpdf_formfill.h: functions

int FPDF_GetFormType(FPDF_DOCUMENT document);
FPDF_FORMHANDLE FPDFDOC_InitFormFillEnvironment(FPDF_DOCUMENT document, FPDF_FORMFILLINFO *formInfo);
void FPDFDOC_ExitFormFillEnvironment(FPDF_FORMHANDLE hHandle);
void FORM_OnAfterLoadPage(FPDF_PAGE page, FPDF_FORMHANDLE hHandle);
void FORM_OnBeforeClosePage(FPDF_PAGE page, FPDF_FORMHANDLE hHandle);
void FPDF_FFLDraw(
    FPDF_FORMHANDLE hHandle, FPDF_BITMAP bitmap, FPDF_PAGE page, int start_x, int start_y, int size_x, int size_y,
    int rotate, int flags
);

// fpdf_text.h: functions

FPDF_TEXTPAGE FPDFText_LoadPage(FPDF_PAGE page);
void FPDFText_ClosePage(FPDF_TEXTPAGE text_page);
int FPDFText_CountChars(FPDF_TEXTPAGE text_page);
unsigned int FPDFText_GetUnicode(FPDF_TEXTPAGE text_page, int index);

// fpdf_edit.h: functions

int FPDFPage_GetRotation(FPDF_PAGE page);
int FPDFPage_CountObjects(FPDF_PAGE page);
FPDF_PAGEOBJECT FPDFPage_GetObject(FPDF_PAGE page, int index);
int FPDFPageObj_GetType(FPDF_PAGEOBJECT page_object);
FPDF_BOOL FPDFPageObj_GetMatrix(FPDF_PAGEOBJECT page_object, FS_MATRIX *matrix);
int FPDFFormObj_CountObjects(FPDF_PAGEOBJECT form_object);
FPDF_PAGEOBJECT FPDFFormObj_GetObject(FPDF_PAGEOBJECT form_object, unsigned long index);
FPDF_BOOL FPDFImageObj_GetImagePixelSize(FPDF_PAGEOBJECT image_object, unsigned int *width, unsigned int *height);
FPDF_FONT FPDFTextObj_GetFont(FPDF_PAGEOBJECT text);
size_t FPDFFont_GetBaseFontName(FPDF_FONT font, char *buffer, size_t length);
int FPDFImageObj_GetImageFilterCount(FPDF_PAGEOBJECT image_object);
unsigned long FPDFImageObj_GetImageDataRaw(FPDF_PAGEOBJECT image_object, void *buffer, unsigned long buflen);
FPDF_BOOL FPDFImageObj_GetImagePixelSize(FPDF_PAGEOBJECT image_object, unsigned int *width, unsigned int *height);
FPDF_BOOL FPDFImageObj_SetBitmap(FPDF_PAGE *pages, int count, FPDF_PAGEOBJECT image_object, FPDF_BITMAP bitmap);

#endif

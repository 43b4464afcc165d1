/* A contact sheet: tiles of one size in rows and columns, saved as a JPEG file. */
#ifndef CLI_SHEET_H
#define CLI_SHEET_H

#include <scanline.h>
#include <stdbool.h>

typedef struct contact_sheet {
  uint32_t tile_width, tile_height, channels; /* of a tile as it comes */
  uint32_t scale;                             /* sheet pixels a tile pixel */
  uint32_t columns;
  uint32_t width, height; /* of the sheet */
  uint8_t *pixels;        /* [height, width, channels] */
} contact_sheet;

/* Takes the memory for `rows` of tiles. Says so when the sheet would be too large. */
bool sheet_lay_out(contact_sheet *sheet, uint64_t rows);

/* Copies a tile to its place, every pixel `scale` times in both directions. */
void sheet_place(contact_sheet *sheet, const uint8_t *tile, uint64_t row, uint64_t column);

/* Writes the file; SCANLINE_IO has been said. */
scanline_status sheet_save(const contact_sheet *sheet, const char *path, int32_t quality);

void sheet_free(contact_sheet *sheet);

#endif

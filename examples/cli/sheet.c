#include "sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "terminal.h"

enum { GAP = 2, SIDE_LIMIT = 32768 };

bool sheet_lay_out(contact_sheet *sheet, uint64_t rows) {
  uint64_t tile_width = (uint64_t)sheet->tile_width * sheet->scale + GAP;
  uint64_t tile_height = (uint64_t)sheet->tile_height * sheet->scale + GAP;
  size_t size;
  if (tile_width > SIDE_LIMIT || tile_height > SIDE_LIMIT || rows > SIDE_LIMIT / tile_height ||
      sheet->columns > SIDE_LIMIT / tile_width) {
    terminal_error("a sheet of %" PRIu64 " rows and %" PRIu32 " columns of %" PRIu64 " x %" PRIu64
                   " pixels is over the limit of %d pixels a side",
                   rows, sheet->columns, tile_width, tile_height, SIDE_LIMIT);
    return false;
  }
  sheet->width = (uint32_t)(sheet->columns * tile_width + GAP);
  sheet->height = (uint32_t)(rows * tile_height + GAP);
  size = (size_t)sheet->width * sheet->height * sheet->channels;
  sheet->pixels = malloc(size);
  if (!sheet->pixels) {
    terminal_error("no memory for a sheet of %" PRIu32 " x %" PRIu32 " pixels", sheet->width,
                   sheet->height);
    return false;
  }
  memset(sheet->pixels, 255, size);
  return true;
}

void sheet_place(contact_sheet *sheet, const uint8_t *tile, uint64_t row, uint64_t column) {
  size_t channels = sheet->channels;
  size_t width = (size_t)sheet->tile_width * sheet->scale;
  size_t height = (size_t)sheet->tile_height * sheet->scale;
  size_t left = GAP + column * (width + GAP);
  size_t top = GAP + row * (height + GAP);
  for (size_t y = 0; y < height; y++) {
    const uint8_t *from = tile + y / sheet->scale * sheet->tile_width * channels;
    uint8_t *to = sheet->pixels + ((top + y) * sheet->width + left) * channels;
    for (size_t x = 0; x < width; x++) {
      memcpy(to + x * channels, from + x / sheet->scale * channels, channels);
    }
  }
}

scanline_status sheet_save(const contact_sheet *sheet, const char *path, int32_t quality) {
  scanline_pixels pixels;
  scanline_status status;
  uint8_t *jpeg;
  size_t size = 0;
  scanline_pixels_init(&pixels);
  pixels.format = sheet->channels == 1 ? SCANLINE_PIXELS_GRAY : SCANLINE_PIXELS_RGB;
  pixels.data = sheet->pixels;
  pixels.width = sheet->width;
  pixels.height = sheet->height;
  status = scanline_image_encode_jpeg(&pixels, quality, NULL, 0, &size);
  if (status != SCANLINE_OK) return status;
  jpeg = malloc(size);
  if (!jpeg) return SCANLINE_NO_MEMORY;
  status = scanline_image_encode_jpeg(&pixels, quality, jpeg, size, &size);
  if (status == SCANLINE_OK && !write_file(path, jpeg, size)) status = SCANLINE_IO;
  free(jpeg);
  return status;
}

void sheet_free(contact_sheet *sheet) {
  free(sheet->pixels);
}

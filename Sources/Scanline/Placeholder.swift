// Scanline

#include <scanline.h>

/* What Scanline uses of TurboJPEG (libturbojpeg0-dev). */
#include <turbojpeg.h>

#!/bin/bash
# usage: packaging/install.sh VERSION PREFIX [DESTDIR]
# Puts the built library, its headers, the scanline command, and the pkg-config and CMake files
# below DESTDIR/PREFIX. PREFIX is where they will be used; DESTDIR (for packagers) is only where
# they are put.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$1
prefix=$2
root=${3:-}$prefix
major=${version%%.*}

# fill TEMPLATE DESTINATION: installs a template with its @...@ filled in.
fill() {
  local text
  text=$(sed "s|@VERSION@|$version|g; s|@MAJOR@|$major|g; s|@PREFIX@|$prefix|g" "packaging/$1")
  install -d "$(dirname "$2")"
  printf '%s\n' "$text" >"$2"
  chmod 644 "$2"
}

install -d "$root/lib" "$root/include" "$root/bin" "$root/share/doc/scanline"
install -m 755 "build/libscanline.so.$major" "$root/lib/libscanline.so.$version"
ln -sf "libscanline.so.$version" "$root/lib/libscanline.so.$major"
ln -sf "libscanline.so.$major" "$root/lib/libscanline.so"
install -m 644 include/scanline.h include/scanline_types.h "$root/include"
install -m 755 build/scanline "$root/bin"
install -m 644 LICENSE README.md docs/*.md packaging/THIRD-PARTY-NOTICES "$root/share/doc/scanline"
fill scanline.pc.in "$root/lib/pkgconfig/scanline.pc"
fill scanlineConfig.cmake.in "$root/lib/cmake/scanline/scanlineConfig.cmake"
fill scanlineConfigVersion.cmake.in "$root/lib/cmake/scanline/scanlineConfigVersion.cmake"
case ${3:-}$prefix in
/usr | /usr/local) if [ "$(id -u)" = 0 ]; then ldconfig; fi ;; # the loader's own folders
esac
echo "installed Scanline $version in $root"

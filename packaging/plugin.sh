#!/bin/bash
# usage: packaging/plugin.sh FOLDER
# Makes a folder that an application can ship as it is: the library, and beside it each library that
# it needs and that a machine may lack. The library finds them through its RUNPATH, $ORIGIN.
#
# libc, libm, libstdc++ and libgcc_s stay the machine's own. They must be one copy in a process: an
# older libstdc++ of ours, loaded first, would break a host or another plugin that needs a newer
# one.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$1
library=build/libscanline.so.1
base='^(linux-vdso|ld-linux[^.]*|libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s)\.so'

rm -rf "$folder"
install -d "$folder/include"
install -m 644 "$library" "$folder"
install -m 644 include/scanline.h include/scanline_types.h "$folder/include"
install -m 644 LICENSE packaging/THIRD-PARTY-NOTICES "$folder"

if ! readelf -d "$library" | grep -q 'RUNPATH.*\$ORIGIN'; then
  echo "$library has no RUNPATH of \$ORIGIN" >&2
  exit 1
fi
ldd "$library" | while read -r name arrow path _; do
  name=$(basename "$name")
  if [[ $name =~ $base ]]; then continue; fi
  if [ "$arrow" != '=>' ] || [ ! -f "$path" ]; then
    echo "$library needs $name, which is not there" >&2
    exit 1
  fi
  install -m 644 "$(realpath "$path")" "$folder/$name"
done
du -sh "$folder" | sed 's/\t/ in /'

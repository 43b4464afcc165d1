#!/bin/bash
# usage: examples/demo/run.sh BUILD [FOLDER]
# The main job, end to end, with the programs in the folder BUILD (`make demo` makes them): checks
# pictures, trains, evaluates, saves, and classifies from a C program. FOLDER has a folder a class;
# without it, photographs of cats, dogs and pandas are drawn.
set -euo pipefail

build=$1
data=${2:-}
work=$build/demo
model=$work/model.safetensors
mkdir -p "$work"

bold='' plain=''
if [ -t 1 ]; then bold=$'\e[1m' plain=$'\e[0m'; fi
step() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }

started=$SECONDS
if [ -z "$data" ]; then
  data=$work/photos
  step "1. Draw photographs: 300 cats, dogs and pandas each, and a dozen damaged files among them"
  rm -rf "$data"
  "$build/sample-photos" "$data" --count 300 --seed 1 --damaged 12
else
  if [ ! -d "$data" ]; then
    echo "$data: no such folder" >&2
    exit 2
  fi
  step "1. Take the photographs in $data"
fi

step "2. Check them"
# 1 means that some are damaged: training will leave them out.
"$build/scanline" validate "$data" || [ $? -eq 1 ]

step "3. Train a network that sweeps over them, a fifth of them held out"
recipe=(--network fast --recipe photos)
"$build/scanline" augment "$data" --output "$work/sheet.jpg" --pictures 6 "${recipe[@]}" ||
  [ $? -eq 1 ]
"$build/scanline" train "$data" --output "$model" --epochs "${EPOCHS:-12}" --seed 1 --brief \
  "${recipe[@]}"

step "4. Classify some from a C program (examples/c/classify.c)"
pictures=()
for class in "$data"/*/; do
  while IFS= read -r picture; do
    pictures+=("$picture")
  done < <(find -L "$class" -type f -iname '*.jp*g' -size +2k | sort | tail -2)
done
# A damaged file among them is an answer too.
"$build/classify" "$model" "${pictures[@]:0:12}" || true

step "Done in $((SECONDS - started)) seconds. The model is $model"

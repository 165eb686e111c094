#!/usr/bin/env bash
# Certificates of ../shared/data's networks: decisions on ACAS Xu, bounds within 30 s, and fc2 against its tickets.
# Usage: bench/runs/2026-11-20-certificates/run.sh OUTDIR   (build first: dotnet build src/Espalier.Cli -c Release)
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$(mkdir -p "$1" && cd "$1" && pwd)
data=$(cd ../shared/data && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
espalier() { dotnet src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli.dll "$@"; }
short() { sed -E 's/"witness":\[[^]]*\],//'; }

acas=$data/networks/ACASXU_run2a_1_1_batch_2000.onnx
espalier convert "$acas" "$work/half.onnx" --round float16 --quiet > /dev/null
declare -A low=([P1]=0.6,-0.5,-0.5,0.45,-0.5 [P3]=-0.303531,-0.0095493,0.493380,0.3,0.3 [P16]=-0.12929,-0.5,-0.5,-0.5,-0.5)
declare -A high=([P1]=0.67985776,0.5,0.5,0.5,-0.45 [P3]=-0.298553,0.0095493,0.5,0.5,0.5 [P16]=0.70043,-0.111408,-0.499204,-0.409091,0.5)
for box in P1 P3 P16; do
  for repeat in 1 2 3 4 5; do
    start=$(date +%s.%N)
    answer=$(espalier certify "$acas" "$work/half.onnx" --box "${low[$box]}" "${high[$box]}" --output 0 --epsilon 0.05 --json || true)
    echo "$box epsilon 0.05, run $repeat, $(echo "$(date +%s.%N) - $start" | bc) s with start-up: $(echo "$answer" | short)"
  done
done | tee "$out/acas-decisions.txt"
for box in P1 P3 P16; do
  echo "$box all outputs: $(espalier certify "$acas" "$work/half.onnx" --box "${low[$box]}" "${high[$box]}" --time-limit 30 --json | short)"
done | tee "$out/acas-bounds.txt"

/usr/bin/python3 - "$data" "$work" <<'PYTHON'
import gzip, sys
import numpy
pixels = numpy.frombuffer(gzip.open(sys.argv[1] + '/mnist/t10k-images-idx3-ubyte.gz').read(), numpy.uint8, offset=16).reshape(-1, 784)
for i in range(20): numpy.save(f'{sys.argv[2]}/image{i}.npy', pixels[i] / 255.0)
PYTHON
fc2=$data/pensia/fc2.pt
espalier ticket draw "$fc2" -o "$work/0.01.ticket" --epsilon 0.01 --construction linear --candidates 21 --quiet > /dev/null
espalier ticket draw "$fc2" -o "$work/1e-4.ticket" --epsilon 1e-4 --construction linear --candidates 28 --quiet > /dev/null
for epsilon in 0.01 1e-4; do
  echo "fc2, ticket at $epsilon, l2 ball of radius 1: $(espalier certify "$fc2" "$work/$epsilon.ticket" --ball 1 --norm l2 --time-limit 30 --json | short)"
  for i in $(seq 0 19); do
    echo "fc2, ticket at $epsilon, image $i: $(espalier certify "$fc2" "$work/$epsilon.ticket" --within 0.01 --centre "$work/image$i.npy" --tolerance 0.2 --time-limit 5 --json | short)"
  done
done | tee "$out/fc2.txt"

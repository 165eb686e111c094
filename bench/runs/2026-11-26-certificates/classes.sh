#!/usr/bin/env bash
# Whether fc2 and its int8 copy predict the same class within 0.01 of each of the first N test images of MNIST, SECONDS for each.
# Usage: bench/runs/2026-11-26-certificates/classes.sh OUTDIR N SECONDS   (build first: dotnet build src/Espalier.Cli -c Release)
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$(mkdir -p "$1" && cd "$1" && pwd)
data=$(cd ../shared/data && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
espalier() { dotnet src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli.dll "$@"; }
espalier convert "$data/pensia/fc2.pt" "$work/fc2.npz" --architecture "dense, relu, dense" --quiet > /dev/null
/usr/bin/python3 - "$data" "$work" "$2" <<'PYTHON'
import gzip, sys
import numpy
data, work, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
pixels = numpy.frombuffer(gzip.open(data + '/mnist/t10k-images-idx3-ubyte.gz').read(), numpy.uint8, offset=16).reshape(-1, 784)
for i in range(count): numpy.save(f'{work}/image{i}.npy', pixels[i] / 255.0)
arrays = dict(numpy.load(work + '/fc2.npz'))
for name, w in arrays.items():
    if w.dtype == numpy.float32 and w.ndim == 2:
        scale = numpy.abs(w).max(axis=1, keepdims=True) / 127
        arrays[name] = (numpy.rint(w / scale) * scale).astype(numpy.float32)
numpy.savez(work + '/int8.npz', **arrays)
PYTHON
for i in $(seq 0 $(($2 - 1))); do
  espalier certify "$work/fc2.npz" "$work/int8.npz" --top1 --within 0.01 --centre "$work/image$i.npy" --time-limit "$3" --json --quiet \
    | sed -E 's/"witness":\[[^]]*\],//' || true
done | tee "$out/classes-int8.txt"
grep -o '"status":"[a-z]*"' "$out/classes-int8.txt" | sort | uniq -c

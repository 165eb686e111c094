#!/usr/bin/env bash
# Whether fc2 and a copy of it predict the same class within 0.01 of each of the first N test images of MNIST, SECONDS for each: its int8 copy,
# and tickets with coded masks of 4 and 3 bits a weight, drawn with errors counted by E[x²].
# Usage: bench/runs/2026-11-26-certificates/classes.sh OUTDIR N SECONDS [COPY…]   (build first: dotnet build src/Espalier.Cli -c Release)
# COPY is int8, coded4 or coded3; all if none is given. ESPALIER may name another Espalier.Cli.dll.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$(mkdir -p "$1" && cd "$1" && pwd)
count=$2 seconds=$3
shift 3
data=$(cd ../shared/data && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
espalier() { dotnet "${ESPALIER:-src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli.dll}" "$@"; }
espalier convert "$data/pensia/fc2.pt" "$work/fc2.npz" --architecture "dense, relu, dense" --quiet > /dev/null
/usr/bin/python3 - "$data" "$work" "$count" <<'PYTHON'
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
[ $# -gt 0 ] || set -- int8 coded4 coded3
for copy in "$@"; do
  second=$work/$copy.npz
  if [ "$copy" != int8 ]; then
    second=$work/$copy.ticket
    espalier ticket draw "$work/fc2.npz" -o "$second" --mask coded --bits "${copy#coded}" --weights-from "$data/mnist" --quiet > /dev/null
  fi
  for i in $(seq 0 $((count - 1))); do
    espalier certify "$work/fc2.npz" "$second" --top1 --within 0.01 --centre "$work/image$i.npy" --time-limit "$seconds" --json --quiet \
      | sed -E 's/"witness":\[[^]]*\],/"witness":"found",/' || true
  done > "$out/classes-$copy.txt"
  echo "$copy: $(grep -o '"status":"[a-z]*"' "$out/classes-$copy.txt" | sort | uniq -c | tr -s ' \n' ' ')"
done

#!/usr/bin/env bash
# Decides every ACAS Xu pair of ../shared/data/equivalence from its VNN-LIB 2 file, writes and checks its proof.
# Usage: bench/runs/2026-11-26-certificates/run.sh OUTDIR   (build first: dotnet build src/Espalier.Cli -c Release)
# Columns: pair, answer, seconds, divisions; then for the proof of the same question: status, seconds with the proof, parts, bytes, seconds to check.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$(mkdir -p "$1" && cd "$1" && pwd)
data=$(cd ../shared/data/equivalence && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
espalier() { dotnet src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli.dll "$@"; }
field() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(*[d.get(k) for k in sys.argv[1:]], sep="\t")' "$@"; }
for network in "$data"/acas/ACASXU_run2a_?_?_batch_2000.onnx; do
  for share in 5 30; do
    pruned=${network%.onnx}_pruned$share.onnx
    [ -e "$pruned" ] || continue
    name=$(basename "$network" _batch_2000.onnx)
    query=$(espalier certify "$network" "$pruned" --vnnlib "$data/vnnlib2/instance_0.vnnlib" --negate --json --quiet || true)
    bound=$(espalier certify "$network" "$pruned" --vnnlib "$data/acas/box.vnnlib" --epsilon 0.05 --proof "$work/proof" --json --quiet || true)
    check=$(espalier certify check "$work/proof" "$network" "$pruned" --json --quiet || true)
    printf '%s-%s\t%s\t%s\t%s\t%s\n' "${name#ACASXU_run2a_}" "$share" "$(field answer seconds splits <<< "$query")" \
      "$(field status seconds <<< "$bound")" "$(field parts <<< "$check")	$(stat -c %s "$work/proof")" "$(field accepted seconds <<< "$check")"
  done
done | tee "$out/acas.tsv"

#!/usr/bin/env bash
# Decides every ACAS Xu pair of ../shared/data/equivalence from its VNN-LIB 2 file, writes and checks its proof; all on one thread.
# Usage: bench/runs/2026-11-26-certificates/run.sh OUTDIR   (build first: dotnet build src/Espalier.Cli -c Release)
# ESPALIER may name another Espalier.Cli.dll. Columns: pair; answer, divisions and processor seconds of the query; status and processor seconds of the
# same question with its proof; parts and bytes of the proof, whether it was accepted, and the processor seconds of that. Every line is three
# processes, whose start and just-in-time compilation count.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$(mkdir -p "$1" && cd "$1" && pwd)
data=$(cd ../shared/data/equivalence && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_PROCESSOR_COUNT=1
TIMEFORMAT='%U %S'
# Prints fields of the answer and the processor seconds.
espalier() {
  local fields=$1
  shift
  { time dotnet "${ESPALIER:-src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli.dll}" "$@" --json --quiet > "$work/answer" || true; } 2> "$work/time"
  python3 - "$work" "$fields" <<'PYTHON'
import json, sys
answer = json.load(open(sys.argv[1] + '/answer'))
print(*[answer.get(field) for field in sys.argv[2].split()], '%.2f' % sum(map(float, open(sys.argv[1] + '/time').read().split())), sep='\t', end='')
PYTHON
}
for network in "$data"/acas/ACASXU_run2a_?_?_batch_2000.onnx; do
  for share in 5 30; do
    pruned=${network%.onnx}_pruned$share.onnx
    [ -e "$pruned" ] || continue
    name=$(basename "$network" _batch_2000.onnx)
    query=$(espalier 'answer splits' certify "$network" "$pruned" --vnnlib "$data/vnnlib2/instance_0.vnnlib" --negate --threads 1)
    bound=$(espalier status certify "$network" "$pruned" --vnnlib "$data/acas/box.vnnlib" --epsilon 0.05 --proof "$work/proof" --threads 1)
    check=$(espalier accepted certify check "$work/proof" "$network" "$pruned" --threads 1)
    parts=$(grep -c '^\.' "$work/proof" || true)
    printf '%s-%s\t%s\t%s\t%s\t%s\t%s\n' "${name#ACASXU_run2a_}" "$share" "$query" "$bound" "$parts" "$(stat -c %s "$work/proof")" "$check"
  done
done | tee "$out/acas.tsv"

#!/usr/bin/env bash
# A million records in one SQLite file: million.sh ESPALIER.DLL [CELLS]
# Runs them, then times `lab status`, `lab figure`, `lab report` and the exports: time of the clock, of the processor, and the largest memory.
set -euo pipefail
dll="$(realpath "$1")" cells="${2:-1000000}"
work="$(mktemp -d /tmp/espalier-million-XXXXXX)"
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >chain.yaml <<YAML
experiment: birth-death-chain
name: chain
store: results.db
cell-limit: 100000000
replicates: $((cells / 20))
grid:
  up: [0.2, 0.3, 0.4, 0.5]
  down: {from: 0.05, to: 0.25, step: 0.05}
  steps: 1
  trials: 1
YAML
timed() {
  local name="$1"
  shift
  /usr/bin/time -f "%e %U %S %M" -o time.txt dotnet "$dll" "$@" >/dev/null
  awk -v name="$name" '{ printf "%-28s %7.2f s, processor %7.2f s, %5.0f MiB\n", name, $1, $2 + $3, $4 / 1024 }' time.txt
}
timed 'lab run' lab run chain.yaml --quiet
ls -l results.db | awk '{ printf "%-28s %5.0f MiB\n", "the file", $5 / 1048576 }'
timed 'espalier --version' --version
for _ in 1 2 3; do timed 'lab status' lab status results.db; done
timed 'lab figure' lab figure results.db --measure zero-share --x down --out drawn
timed 'lab report' lab report results.db -o report.html
timed 'lab export, CSV' lab export results.db -o rows.csv
timed 'lab export, JSON Lines' lab export results.db -o rows.jsonl
timed 'lab export, Parquet' lab export results.db -o rows.parquet

#!/usr/bin/env bash
# A million records in one SQLite file, asked from the command line: million.sh ESPALIER.DLL [CELLS]
# Prints wall time, processor time and peak memory of each command. The bounds: status below 1 s, summaries below 10 s and 1 GiB.
set -euo pipefail
program="$(realpath "$1")" cells="${2:-1000000}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >million.yaml <<SPEC
experiment: birth-death-chain
name: million
store: million.db
replicates: $((cells / 100))
grid:
  up: [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65]
  down: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.31, 0.32, 0.33, 0.34]
  steps: 1
  trials: 1
SPEC
measure() {
  local name="$1"
  shift
  /usr/bin/time -f "$name: %e s wall, %U s user, %S s system, %M KiB" dotnet "$program" "$@" >out.txt
}
measure run lab run million.yaml --quiet
ls -l million.db | awk '{print "file: " $5 " bytes"}'
for again in 1 2 3; do measure status lab status million.db; done
measure figure lab figure million.db --measure zero-share --x down --out figures
measure report lab report million.db -o million.html
measure export lab export million.db -o million.csv
measure parquet lab export million.db -o million.parquet
measure resume lab resume million.db --quiet

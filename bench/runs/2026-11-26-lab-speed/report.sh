#!/usr/bin/env bash
# Two builds on one store of a million records, in turn: report.sh BEFORE.DLL AFTER.DLL [CELLS]
# Times `lab report`, `lab figure` and `lab status` (an adaptive sweep too), and compares what they write.
set -euo pipefail
before="$(realpath "$1")" after="$(realpath "$2")" cells="${3:-1000000}"
work="$(mktemp -d /tmp/espalier-report-XXXXXX)"
trap 'rm -rf "$work"' EXIT
cd "$work"
chain() {
  cat <<YAML
experiment: birth-death-chain
name: $1
store: results.db
cell-limit: 100000000
replicates: $2
grid:
  up: [0.2, 0.3, 0.4, 0.5]
  down: {from: 0.05, to: 0.25, step: 0.05}
  steps: 1
  trials: 1
YAML
}
timed() {
  local name="$1" dll="$2"
  shift 2
  /usr/bin/time -f "%e %U %S %M" -o time.txt dotnet "$dll" "$@" >said.txt
  awk -v name="$name" '{ printf "%-36s %7.2f s, processor %7.2f s, %5.0f MiB\n", name, $1, $2 + $3, $4 / 1024 }' time.txt
}
# The second sweep has the cells of the first, and takes their records over: no point ever knows its mean well enough.
chain fixed $((cells / 20)) >fixed.yaml
until="{measure: zero-share, low: 0, high: 1, half-width: 0.000001, confidence: 0.99}"
chain adaptive "{at-most: $((cells / 20)), batch: $((cells / 400)), until: $until}" >adaptive.yaml
timed 'lab run' "$after" lab run fixed.yaml --quiet
timed 'lab run, adaptive' "$after" lab run adaptive.yaml --quiet
for round in 1 2; do
  for build in before after; do
    timed "lab report, $build" "${!build}" lab report results.db --sweep fixed -o "$build.html"
    timed "lab figure, $build" "${!build}" lab figure results.db --sweep fixed --measure zero-share --x down --out "$build"
    timed "lab status, adaptive, $build" "${!build}" lab status results.db --sweep adaptive --json
    cp said.txt "$build.json"
  done
done
cmp before.html after.html && echo 'the same page'
for file in before/*; do cmp "$file" "after/${file#before/}" && echo "the same ${file#before/}"; done
diff before.json after.json >/dev/null && echo 'the same status'

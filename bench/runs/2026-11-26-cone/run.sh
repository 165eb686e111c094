#!/usr/bin/env bash
# Hitting widths of neurons near the target at d = 2, 3 and 4, and their slopes (about four minutes of one core).
set -euo pipefail
root="$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"
here="$root/bench/runs/2026-11-26-cone"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
measure() {
  options=(--full --methods cone --dimensions "$1" --epsilons "$2" --trials 21 --out "$work/$1")
  "$root/espalier" gap "${options[@]}" > /dev/null
  "$root/espalier" reproduce gap "${options[@]}" >> "$work/slopes.txt"
}
measure 2 0.4,0.2,0.1,0.05,0.02,0.01,0.005
measure 3 0.4,0.2,0.1,0.05,0.02
measure 4 0.4,0.2,0.1,0.05
{ head -n 1 "$work/2/points.csv"; tail -q -n +2 "$work"/{2,3,4}/points.csv; } > "$here/points.csv"
cp "$work/slopes.txt" "$here/slopes.txt"

#!/usr/bin/env bash
# Measures the gap anew (about three minutes on two quiet cores) and puts its points, findings and main figure where the documents show them.
set -euo pipefail
root="$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"
here="$root/bench/runs/2026-11-20-gap"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
{ time "$root/espalier" gap --out gap > "$here/output.txt"; } 2> "$here/time.txt"
"$root/espalier" reproduce gap --out gap > "$here/reproduce.txt" || true
cp gap/points.csv "$here/points.csv"
cp gap/gap.svg "$root/docs/figures/gap.svg"

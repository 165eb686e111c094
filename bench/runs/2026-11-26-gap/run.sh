#!/usr/bin/env bash
# Measures the gap anew, 21 draws at every point unless another number is given, and puts points, findings and the main figure where documents show them.
set -euo pipefail
root="$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"
here="$root/bench/runs/2026-11-26-gap"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
"$root/espalier" gap --trials "${1:-21}" --out gap > "$here/output.txt"
"$root/espalier" reproduce gap --trials "${1:-21}" --out gap > "$here/reproduce.txt" || true
cp gap/points.csv "$here/points.csv"
cp gap/gap.svg "$root/docs/figures/gap.svg"

#!/usr/bin/env bash
# Runs what this folder records again, from the root of the repository: ./bench/runs/2026-11-20-subset-sums/run.sh [folder for the output]
# HIGHS=path/of/subset_sum_highs.py adds the peer, which needs python3 with scipy.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$(realpath "${1:-bench/runs/2026-11-20-subset-sums}")
(cd bench/Espalier.Bench && dotnet run -c Release -- --filter '*SubsetSumExperimentBenchmark*') > "$out/experiment.txt"
if [[ -n "${HIGHS:-}" ]]; then /usr/bin/python3 "$HIGHS" 12 > "$out/highs.txt"; fi
(cd bench/Espalier.Bench && dotnet run -c Release -- --filter '*SubsetSumBenchmark*') > "$out/throughput.txt"

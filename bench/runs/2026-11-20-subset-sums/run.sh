#!/usr/bin/env bash
# Runs what this folder records again, from the root of the repository: ./bench/runs/2026-11-20-subset-sums/run.sh [folder for the output]
# The peer needs Debian's python3-scipy.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$(realpath "${1:-bench/runs/2026-11-20-subset-sums}")
(cd bench/Espalier.Bench && dotnet run -c Release -- --filter '*SubsetSumExperimentBenchmarks*') > "$out/experiment.txt"
/usr/bin/python3 bench/peers/subset_sum_highs.py 12 > "$out/highs.txt"
(cd bench/Espalier.Bench && dotnet run -c Release -- --filter '*SubsetSumBenchmarks*') > "$out/throughput.txt"

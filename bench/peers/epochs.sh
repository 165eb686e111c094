#!/usr/bin/env bash
# Whole epochs of training and edge-popup here and in PyTorch, taking turns; prints every epoch and the medians.
# Usage: epochs.sh MNIST-FOLDER [epochs-of-ours] [epochs-of-PyTorch] [threads] [sort: also with PyTorch's full sort]
# KINDS="lenet base" restricts what is trained; ROUNDS=3 lets them take turns so often.
# Needs /usr/bin/python3 with torch (Debian: python3-torch).
set -euo pipefail
folder="$(realpath "${1:?the folder with the four MNIST files}")"
cd "$(dirname "$0")/../.."
kinds="${KINDS:-base linear relu wide lenet}"
ours="${2:-3}" theirs="${3:-2}" threads="${4:-2}" sort="${5:-}"
times="$(mktemp)"
trap 'rm -f "$times"' EXIT
dotnet build bench/Espalier.Bench -c Release -p:RunAnalyzers=false -p:UseSharedCompilation=false --nologo -v quiet >&2
echo "$threads thread(s); $(/usr/bin/python3 -c 'import torch; print("PyTorch", torch.__version__)'); $(dotnet --version) SDK; $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
run() { label="$1"; shift; "$@" | sed "s/^/$label /" | tee -a "$times"; }
for round in $(seq "${ROUNDS:-1}"); do for kind in $kinds; do
  run ours dotnet bench/Espalier.Bench/bin/Release/net10.0/Espalier.Bench.dll epochs "$kind" "$ours" "$threads" "$folder"
  run torch /usr/bin/python3 bench/peers/epochs.py "$kind" "$theirs" "$threads" "$folder"
  if [ "$sort" = sort ] && [ "$kind" != base ] && [ "$kind" != lenet ]; then run torch-sort /usr/bin/python3 bench/peers/epochs.py "$kind" 1 "$threads" "$folder" sort; fi
done; done
echo
median() { grep "^$1 $2 epoch" "$times" | sed "s/.*$3//; s/ s,.*//" | sort -n | awk '{v[NR]=$1} END {if (NR) printf "%.2f", NR%2 ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2; else printf "-"}'; }
for clock in "wall:epoch [0-9]*: " "processor:processor "; do
  printf '%-10s %-6s %10s %10s %14s\n' "${clock%%:*} time" kind "ours, s" "PyTorch, s" "with sort, s"
  for kind in $kinds; do printf '%-10s %-6s %10s %10s %14s\n' "" "$kind" "$(median ours "$kind" "${clock#*:}")" "$(median torch "$kind" "${clock#*:}")" "$(median torch-sort "$kind" "${clock#*:}")"; done
done

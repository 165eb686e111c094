#!/usr/bin/env bash
# Makes an instance ready: only asks whether its files can be read. Usage: prepare_instance.sh v1 CATEGORY NETWORKS QUERY
# NETWORKS is one file, or a list such as [('f', 'a.onnx'), ('g', 'b.onnx')].
set -euo pipefail
[ "${1:-}" = v1 ] || { echo "expected the version string v1, not '${1:-}'" >&2; exit 1; }
mapfile -t networks < <(grep -oE "[^]['\", ()]+\.onnx(\.gz)?" <<< "$3")
for file in "${networks[@]}" "$4"; do
  [ -r "$file" ] || { echo "$file cannot be read" >&2; exit 1; }
done

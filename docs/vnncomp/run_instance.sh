#!/usr/bin/env bash
# Answers an instance. Usage: run_instance.sh v1 CATEGORY NETWORKS QUERY RESULT SECONDS
# RESULT receives sat with an assignment, unsat, unknown, timeout or error. A query that states what ought to hold of outputs, as the category
# isomorphic_acasxu does, is answered for its negation if ESPALIER_NEGATE is set.
set -uo pipefail
[ "${1:-}" = v1 ] || { echo "expected the version string v1, not '${1:-}'" >&2; exit 1; }
mapfile -t networks < <(grep -oE "[^]['\", ()]+\.onnx(\.gz)?" <<< "$3")
query=$4 result=$5 seconds=$6
tool=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/src/Espalier.Cli/bin/Release/net10.0/Espalier.Cli.dll
limit=$(awk "BEGIN { print ($seconds > 2) ? $seconds - 1 : $seconds / 2 }")
dotnet "$tool" certify "${networks[@]}" --vnnlib "$query" ${ESPALIER_NEGATE:+--negate} --time-limit "$limit" --quiet > "$result.part"
code=$?
if [ $code -gt 1 ]; then echo error > "$result"
elif [ "$(head -n 1 "$result.part")" = unknown ]; then echo timeout > "$result"
else mv "$result.part" "$result"; fi
rm -f "$result.part"

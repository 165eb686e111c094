#!/usr/bin/env bash
# Matrix products here and in OpenBLAS, taking turns in one run; prints medians, GFLOP/s and their ratio.
# Usage: matrix_product.sh [rounds] [threads] [-v: every measurement, too]
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds="${1:-15}"
threads="${2:-1}"
verbose="${3:-}"
build="$(mktemp -d)"
trap 'rm -rf "$build"' EXIT
blas="$(ls /usr/lib/*/libopenblas.so.0 /usr/lib/*/openblas-pthread/libopenblas.so.0 2>/dev/null | head -n 1)"
[ -n "$blas" ] || { echo "matrix_product.sh: no libopenblas.so.0 found; install libopenblas0" >&2; exit 2; }
gcc -O2 -o "$build/peer" bench/peers/matrix_product.c "$blas"
dotnet build bench/Espalier.Bench -c Release -p:RunAnalyzers=false -p:UseSharedCompilation=false --nologo -v quiet >&2
# precision rows depth columns repetitions
shapes=(
  "s 1024 1024 1024 2" "s 64 3920 500 10" "s 64 784 500 60" "s 256 784 500 15" "s 64 500 10 1000" "s 10000 500 10 10"
  "s 6 25 784 4000" "s 16 150 100 4000" "s 1 784 500 1000" "s 256 256 256 60" "d 1024 1024 1024 1" "d 64 3920 500 5"
)
coproc ours { dotnet bench/Espalier.Bench/bin/Release/net10.0/Espalier.Bench.dll matrix-product-peer "$threads"; }
ours_in="${ours[1]}" ours_out="${ours[0]}"
mkfifo "$build/in" "$build/out"
OPENBLAS_NUM_THREADS="$threads" "$build/peer" "$threads" <"$build/in" >"$build/out" 2>"$build/config" &
exec {peer_in}>"$build/in" {peer_out}<"$build/out"
ask() { echo "$3" >&"$1"; read -r answer <&"$2"; }
for ((round = -3; round < rounds; round++)); do
  for shape in "${shapes[@]}"; do
    ask "$ours_in" "$ours_out" "$shape"; mine="$answer"
    ask "$peer_in" "$peer_out" "$shape"; theirs="$answer"
    if [ "$round" -ge 0 ]; then echo "$shape $mine $theirs" >>"$build/times"; fi
  done
done
exec {peer_in}>&- {ours_in}>&-
clock="processor time"
[ "$threads" -eq 1 ] || clock="wall time"
echo "$(head -n 1 "$build/config"), $threads thread(s), $rounds rounds, $clock"
if [ "$verbose" = "-v" ]; then echo "precision rows depth columns repetitions seconds-ours seconds-openblas"; cat "$build/times"; fi
sort -s -k1,4 "$build/times" | awk '
  function median(values, count,   i, j, t) {
    for (i = 2; i <= count; i++) for (j = i; j > 1 && values[j-1] > values[j]; j--) { t = values[j]; values[j] = values[j-1]; values[j-1] = t }
    return count % 2 ? values[(count+1)/2] : (values[count/2] + values[count/2+1]) / 2
  }
  function report(   work) {
    if (!count) return
    work = 2e-9 * rows * depth * columns
    a = median(mine, count); b = median(theirs, count); r = median(ratio, count)
    printf "%-9s %5d x %4d x %4d  %10.2f %10.2f  %6.1f %%\n", (precision == "s" ? "float32" : "float64"), rows, depth, columns, work / a, work / b, 100 * r
  }
  BEGIN { printf "%-9s %-19s  %10s %10s  %s\n", "", "rows depth columns", "GFLOP/s", "OpenBLAS", "ours / OpenBLAS (median of ratios)" }
  { key = $1 $2 " " $3 " " $4; if (key != last) { report(); count = 0; last = key } precision = $1; rows = $2; depth = $3; columns = $4; count++; mine[count] = $6; theirs[count] = $7; ratio[count] = $7 / $6 }
  END { report() }'

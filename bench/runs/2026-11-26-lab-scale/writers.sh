#!/usr/bin/env bash
# Eight workers that write into one PostgreSQL server at once: writers.sh ESPALIER.DLL [CELLS]
# Prints records a second of the clock, and the processor time of the workers and of the server.
set -euo pipefail
program="$(realpath "$1")" cells="${2:-400000}"
scripts="$(dirname "$(realpath "$0")")/../../../scripts"
work="$(mktemp -d /tmp/espalier-writers-XXXXXX)"
export PGPASSWORD=only-for-this
port=$((20000 + RANDOM % 20000))
"$scripts/postgres.sh" "$work/server" "$port" &
server=$!
trap 'kill -TERM "$server" 2>/dev/null; wait "$server" || true; rm -rf "$work"' EXIT
cd "$work"
cat >writers.yaml <<SPEC
experiment: birth-death-chain
name: writers
replicates: $((cells / 100))
grid:
  up: [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65]
  down: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.31, 0.32, 0.33, 0.34]
  steps: 1
  trials: 1
SPEC
psql() { /usr/lib/postgresql/*/bin/psql -h 127.0.0.1 -p "$port" -U espalier -At "$@"; }
until psql -d postgres -c 'SELECT 1' >/dev/null 2>&1; do sleep 0.1; done
psql -d postgres -c 'CREATE DATABASE lab' >/dev/null
store="postgresql://espalier@127.0.0.1:$port/lab"
ticks() { # processor seconds of the server and of all its processes, those that ended too
  local main
  main="$(head -n 1 server/postmaster.pid)"
  cat "/proc/$main/stat" $(pgrep -P "$main" | sed 's|.*|/proc/&/stat|') 2>/dev/null |
    awk -v hz="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); t += $12 + $13 + ($2 == 0 ? 0 : 0); if (NR == 1) t += $14 + $15} END {print t / hz}'
}
# The cells are listed first, by a worker that takes the first of them and ends.
/usr/bin/time -f "listing and first record: %e s wall, %U + %S s of the processor" dotnet "$program" lab submit writers.yaml --store "$store" \
  --engine local --workers 1 --json >/dev/null
dotnet "$program" lab cancel "$store" --json >/dev/null
while [ "$(psql -d lab -c 'SELECT count(*) FROM espalier.cell WHERE state = 1')" -gt 0 ]; do sleep 0.2; done
before="$(psql -d lab -c 'SELECT count(*) FROM espalier.record')" used="$(ticks)"
start="$(date +%s.%N)"
workers=()
for ((i = 0; i < 8; i++)); do
  /usr/bin/time -a -o times.txt -f "%U %S" dotnet "$program" lab work "$store" --threads 1 --quiet >/dev/null &
  workers+=($!)
done
wait "${workers[@]}"
end="$(date +%s.%N)"
after="$(psql -d lab -c 'SELECT count(*) FROM espalier.record')"
awk -v n="$((after - before))" -v s="$start" -v e="$end" 'BEGIN {printf "8 workers: %d records in %.1f s: %.0f a second, their starts included\n", n, e - s, n / (e - s)}'
awk -v n="$((after - before))" -v server="$(awk -v a="$(ticks)" -v b="$used" 'BEGIN {print a - b}')" \
  '{w += $1 + $2} END {printf "processor: workers %.1f s, server %.1f s: %.0f us a record\n", w, server, 1e6 * (w + server) / n}' times.txt
uptime

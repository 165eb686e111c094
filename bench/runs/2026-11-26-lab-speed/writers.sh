#!/usr/bin/env bash
# How fast writers record tiny cells: writers.sh ESPALIER.DLL sqlite|postgresql [WRITERS [CELLS]]
# Lists a sweep, then lets so many `lab work` with one thread each finish it; prints the time of the clock and of the processor, the writers' and the server's.
set -euo pipefail
dll="$(realpath "$1")" kind="$2" writers="${3:-8}" cells="${4:-100000}" here="$(cd "$(dirname "$0")/../../.." && pwd)"
work="$(mktemp -d /tmp/espalier-writers-XXXXXX)"
chmod 755 "$work"
cd "$work"
espalier() { dotnet "$dll" "$@"; }
finish() { [ -z "${postgres:-}" ] || { kill -TERM "$postgres" 2>/dev/null; wait "$postgres" || true; }; rm -rf "$work"; }
trap finish EXIT
store="$work/results.db"
if [ "$kind" = postgresql ]; then
  export PGPASSWORD=only-for-tests
  port=17911
  "$here/scripts/postgres.sh" "$work/postgres" "$port" & postgres=$!
  until psql -h 127.0.0.1 -p "$port" -U espalier postgres -qc 'CREATE DATABASE run' 2>/dev/null; do sleep 0.5; done
  store="postgresql://espalier@127.0.0.1:$port/run"
fi
# Ticks of the server and of those of its processes that ended.
served() { [ "$kind" = postgresql ] && awk '{ print $14 + $15 + $16 + $17 }' "/proc/$(head -n 1 "$work/postgres/postmaster.pid")/stat" || echo 0; }
cat >chain.yaml <<YAML
experiment: birth-death-chain
name: chain
cell-limit: 100000000
replicates: $((cells / 20))
grid:
  up: [0.2, 0.3, 0.4, 0.5]
  down: {from: 0.05, to: 0.25, step: 0.05}
  steps: 1
  trials: 1
YAML
# A worker that its own script ends before it begins: the cells are listed, and that is all.
echo 'exit 0' >none.sh
TIMEFORMAT='%R %U %S'
{ time espalier lab submit chain.yaml --store "$store" --engine local --workers 1 --env-script none.sh --quiet >/dev/null; } 2>listing
before="$(served)"
{ time { for _ in $(seq "$writers"); do espalier lab work "$store" --threads 1 --quiet --json >>answers & done; wait $(jobs -p | grep -vx "${postgres:-none}"); }; } 2>writing
sleep 0.5
after="$(served)"
read -r clock user system <writing
read -r _ listed _ <listing
recorded="$(sed 's/.*"doneNow":\([0-9]*\).*/\1/' answers | awk '{ n += $1 } END { print n }')"
awk -v kind="$kind" -v writers="$writers" -v clock="$clock" -v cpu="$(echo "$user + $system" | bc)" -v server="$(((after - before)))" -v hz="$(getconf CLK_TCK)" \
  -v listed="$listed" -v n="$recorded" -v cells="$cells" 'BEGIN {
  printf "%s, %d writers: %d records in %.1f s (%.0f a second); processor: writers %.1f s, server %.1f s, %.0f us a record; listing %.1f us a cell\n",
    kind, writers, n, clock, n / clock, cpu, server / hz, 1e6 * (cpu + server / hz) / n, 1e6 * listed / cells }'

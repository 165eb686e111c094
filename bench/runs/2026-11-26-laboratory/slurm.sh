#!/usr/bin/env bash
# A sweep of 2 000 cells as an array of 20 on one machine: slurm.sh ESPALIER.DLL [CELLS]. Tasks are cancelled, requeued, killed and run into their time
# limit of one minute; in the end the export is that of one undisturbed run.
set -euo pipefail
dll="$(realpath "$1")" cells="${2:-2000}" here="$(cd "$(dirname "$0")/../../.." && pwd)"
work="$(mktemp -d /tmp/espalier-slurm-run-XXXXXX)"
chmod 755 "$work"
cd "$work"
espalier() { dotnet "$dll" "$@"; }
export PGPASSWORD=only-for-tests SLURM_CONF="$work/slurm/slurm.conf"
"$here/scripts/slurm.sh" "$work/slurm" 17901 & slurm=$!
"$here/scripts/postgres.sh" "$work/postgres" 17903 & postgres=$!
trap 'kill -TERM "$slurm" "$postgres" 2>/dev/null; wait' EXIT
until [ -f slurm/ready ] && psql -h 127.0.0.1 -p 17903 -U espalier postgres -qc 'CREATE DATABASE run' 2>/dev/null; do sleep 1; done
cat >wait.yaml <<YAML
experiment: command
name: wait
shell: 'sleep 0.02; echo "{\"number\": \$seed}"'
measures: {number: integer}
replicates: $cells
YAML
store=postgresql://espalier@127.0.0.1:17903/run
espalier lab submit wait.yaml --store "$store" --workers 20 --max-at-once 6 --time 1 --notice 25
job="$(espalier lab status "$store" --json | sed 's/.*"queue":{"engine":"slurm","id":"\([0-9]*\)".*/\1/')"
count() { psql -h 127.0.0.1 -p 17903 -U espalier run -tAc "SELECT count(*) FROM espalier.cell WHERE state $1"; }
until [ "$(count '= 2')" -gt 20 ]; do sleep 0.5; done
running() { squeue -h -j "$job" -t R -o %i | sed -n "$1p"; }
until [ -n "$(running 3)" ]; do sleep 0.5; done
requeued="$(running 1)" cancelled="$(running 2)" killed="$(running 3)"
scontrol requeue "$requeued"
scancel "$cancelled"
scancel --signal=KILL --full "$killed"
echo "requeued $requeued, cancelled $cancelled, killed $killed"
espalier lab status "$store"
while [ "$(count '< 2')" -gt 0 ]; do sleep 1; done
echo "requeues, by SLURM's count: $(scontrol show job "$job" | grep -o 'Restarts=[0-9]*' | cut -d= -f2 | paste -sd+ | bc)"
echo "runs that ended: $(psql -h 127.0.0.1 -p 17903 -U espalier run -tAc "SELECT coalesce(ending::jsonb ->> 'outcome', 'broken off'), count(*) FROM espalier.run GROUP BY 1" | paste -sd' ')"
espalier lab run wait.yaml --store whole.db --threads 64 --quiet
espalier lab export "$store" -o array.csv
espalier lab export whole.db -o whole.csv
cmp array.csv whole.csv && echo "the same bytes: $(($(wc -l <whole.csv) - 1)) records, sha256 $(sha256sum <whole.csv | cut -c1-16)"

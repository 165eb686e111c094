#!/usr/bin/env bash
# A SLURM cluster of one machine for tests: slurm.sh FOLDER PORT; slurm.sh install gets the programs from Debian.
# Makes keys and configuration in FOLDER (clients find it by SLURM_CONF=FOLDER/slurm.conf), serves on 127.0.0.1:PORT and PORT+1, and stops when this
# script is told to, or when whoever started it is gone. FOLDER/ready appears when jobs are taken. Exit code 77: SLURM is not here, or it may not run.
set -euo pipefail
if [ "${1:-}" = install ]; then
  command -v slurmctld >/dev/null && command -v munged >/dev/null && exit 0
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || exit 77
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  exec apt-get install -y -qq --no-install-recommends slurm-wlm munge
fi

folder="$(realpath -m "$1")" port="$2" parent="$PPID"
PATH="$PATH:/usr/sbin:/sbin"
[ "$(id -u)" -eq 0 ] && command -v slurmctld >/dev/null && command -v slurmd >/dev/null && command -v munged >/dev/null || exit 77
mkdir -p "$folder/state" "$folder/spool"
chmod 755 "$folder"
rm -f "$folder/ready"
host="$(hostname -s)"
[ -f "$folder/munge.key" ] || (umask 077 && head -c 64 /dev/urandom >"$folder/munge.key")

cat >"$folder/slurm.conf" <<CONF
ClusterName=espalier
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=200000
JobRequeue=1
KillWait=5
MinJobAge=600
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"

munged --foreground --force --socket="$folder/munge.socket" --key-file="$folder/munge.key" --log-file="$folder/munged.log" \
  --pid-file="$folder/munged.pid" --seed-file="$folder/munged.seed" --num-threads=2 >/dev/null 2>&1 &
munge=$!
for ((i = 0; i < 100; i++)); do [ -S "$folder/munge.socket" ] && break; sleep 0.1; done
slurmctld -D -f "$SLURM_CONF" >/dev/null 2>&1 &
control=$!
slurmd -D -f "$SLURM_CONF" -N "$host" >/dev/null 2>&1 &
node=$!

stop() {
  rm -f "$folder/ready"
  kill -TERM "$node" "$control" 2>/dev/null || true
  wait "$node" "$control" 2>/dev/null || true
  kill -TERM "$munge" 2>/dev/null || true
  wait "$munge" 2>/dev/null || true
}
trap 'stop; exit 0' TERM INT
served=
while kill -0 "$control" 2>/dev/null && kill -0 "$node" 2>/dev/null && kill -0 "$parent" 2>/dev/null; do
  if [ -z "$served" ] && [ "$(sinfo -h -o %t 2>/dev/null || true)" = idle ]; then served=yes; touch "$folder/ready"; fi
  sleep 0.3 & wait $! || true
done
stop
[ -n "$served" ] || exit 77

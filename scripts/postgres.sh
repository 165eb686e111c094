#!/usr/bin/env bash
# A PostgreSQL server for tests: postgres.sh FOLDER PORT; postgres.sh install gets the programs from Debian.
# Makes a cluster in FOLDER if there is none (superuser espalier, password from PGPASSWORD), serves it on 127.0.0.1:PORT, and stops when this
# script is told to, or when whoever started it is gone. It does not survive a loss of power, and need not.
# Exit code 77: there is no PostgreSQL here, or it may not run.
set -euo pipefail
if [ "${1:-}" = install ]; then
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && exit 0
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || exit 77
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # Of the server of its own that Debian would start nobody has asked.
  mkdir -p /etc/postgresql-common
  [ -f /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  exec apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold postgresql
fi

folder="$1" port="$2" parent="$PPID"
bin="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)"
[ -x "$bin/postgres" ] || bin="$(dirname "$(command -v postgres || echo /nowhere/postgres)")"
[ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] || exit 77

# The server refuses to run as root.
as=()
if [ "$(id -u)" -eq 0 ]; then
  user="$(getent passwd postgres >/dev/null && echo postgres || echo nobody)"
  as=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups)
  mkdir -p "$folder" && chown "$user" "$folder" && chmod 700 "$folder"
  "${as[@]}" test -w "$folder" || exit 77
fi

if [ ! -f "$folder/PG_VERSION" ]; then
  secret="$(mktemp)"
  printf '%s' "$PGPASSWORD" >"$secret"
  if [ "${#as[@]}" -gt 0 ]; then chown "$user" "$secret"; fi
  "${as[@]}" "$bin/initdb" -D "$folder" -U espalier -A scram-sha-256 --pwfile="$secret" -E UTF8 --locale=C --no-sync >/dev/null \
    || { rm -f "$secret"; exit 77; }
  rm -f "$secret"
fi
"${as[@]}" "$bin/postgres" -D "$folder" -h 127.0.0.1 -p "$port" -k "" -c fsync=off -c shared_buffers=64MB -c max_connections=60 \
  >"$folder.log" 2>&1 &
server=$!
trap 'kill -QUIT "$server" 2>/dev/null; wait "$server"; exit 0' TERM INT
while kill -0 "$server" 2>/dev/null && kill -0 "$parent" 2>/dev/null; do sleep 0.5 & wait $! || true; done
kill -QUIT "$server" 2>/dev/null || true
wait "$server" || true

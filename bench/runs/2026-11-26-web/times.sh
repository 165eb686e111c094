#!/usr/bin/env bash
# How long `espalier serve` takes until it says its address, and until each page is there for the first time and again.
# times.sh [ROUNDS]: wall and processor milliseconds of each round; a table on stdout.
set -euo pipefail
root="$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"
rounds="${1:-5}"
work="$(mktemp -d)"
server=
finish() { [ -z "$server" ] || { kill "$server" && wait "$server" || true; }; rm -rf "$work"; }
trap finish EXIT
"$root/espalier" --help > "$work/help"

now() { date +%s%3N; }
# User and system time of the server in milliseconds.
spent() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / hz) }' "/proc/$server/stat"; }

printf 'round\twhat\twall ms\tprocessor ms\n'
for round in $(seq "$rounds"); do
  : > "$work/address"
  began="$(now)"
  "$root/espalier" serve --store "$work/results.db" --models "$work" --port 0 > "$work/address" 2> "$work/errors" &
  server=$!
  until grep -q '^http' "$work/address"; do sleep 0.01; done
  printf '%s\tstart\t%s\t%s\n' "$round" "$(($(now) - began))" "$(spent)"
  address="$(head -n 1 "$work/address")"
  for page in "" sweeps tickets neurons gap thresholds certificates sweeps/compare; do
    for visit in first again; do
      before="$(spent)"
      seconds="$(curl --silent --fail --output "$work/page" --write-out '%{time_total}' "$address$page")"
      printf '%s\t/%s, %s\t%s\t%s\n' "$round" "$page" "$visit" "$(awk -v s="$seconds" 'BEGIN { print int(s * 1000) }')" "$(($(spent) - before))"
    done
  done
  kill "$server"
  wait "$server" || true
  server=
done

#!/usr/bin/env bash
# Makes docs/figures/web.png, the picture of the web laboratory in the README: the playground of neurons with the best subset kept.
# Needs a browser; scripts/browser.sh installs one.
set -euo pipefail
root="$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"
browser="$("$root/scripts/browser.sh")"
work="$(mktemp -d)"
server=
finish() { [ -z "$server" ] || { kill "$server" && wait "$server" || true; }; rm -rf "$work"; }
trap finish EXIT

parent=(--dimension 2 --width 24 --seed 5)
kept="$("$root/espalier" neurons prune "${parent[@]}" --method exact --json --quiet | sed 's/.*"kept":\[\([0-9,]*\)\].*/\1/; s/,/./g')"
"$root/espalier" serve --store "$work/results.db" --models "$work" --port 0 > "$work/address" 2> "$work/errors" &
server=$!
until grep -q '^http' "$work/address"; do kill -0 "$server" || { cat "$work/errors" >&2; exit 1; }; sleep 0.2; done

# What the server draws before a script runs is all of this page.
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-color-profile=srgb --user-data-dir="$work/browser" \
  --window-size=1440,900 --screenshot="$root/docs/figures/web.png" \
  "$(head -n 1 "$work/address")neurons?d=2&n=24&seed=5&eps=0.05&kept=$kept" 2> "$work/browser.log" || { cat "$work/browser.log" >&2; exit 1; }
echo "docs/figures/web.png"

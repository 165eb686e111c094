#!/usr/bin/env bash
# The check before a release: does in an empty home what a new user does, from installing to uninstalling, and looks what stays behind.
#   scripts/release-check.sh [--tests all|quick|none]      (quick unless told otherwise; all is the merge gate)
# Needs the .NET SDK, git and curl. SLURM is tried where scripts/slurm.sh can start it, else that step is skipped by name. Packages that the
# build needs come from this machine's package cache. The exit code is the number of steps that failed; what they printed stays in the folder named.
set -uo pipefail
cd "$(dirname "$0")/.."
root="$PWD"
tests=quick
if [ "${1:-}" = --tests ]; then tests="${2:-}"; shift 2; fi
case "$#-$tests" in 0-all | 0-quick | 0-none) ;; *) sed -n '3s/^# *//p' "$0" >&2; exit 2 ;; esac

work="$(mktemp -d)" failed=0
mkdir "$work/home" "$work/place"
cache="${NUGET_PACKAGES:-$HOME/.nuget/packages}"
megabytes=150

# Runs a step with nothing of the caller's environment but the search path; says how it went and how long it took.
step() {
  local name="$1" began="$SECONDS" code=0
  ("$name") >"$work/$name.log" 2>&1 || code=$?
  case "$code" in
    0) printf '%-10s ok       %4d s  %s\n' "$name" $((SECONDS - began)) "$(tail -n 1 "$work/$name.log" | cut -c1-90)" ;;
    77) printf '%-10s skipped          %s\n' "$name" "$(tail -n 1 "$work/$name.log")" ;;
    *)
      failed=$((failed + 1))
      printf '%-10s FAILED   %4d s  %s\n' "$name" $((SECONDS - began)) "$work/$name.log"
      tail -n 5 "$work/$name.log" | sed 's/^/    /'
      ;;
  esac
}
bare=(env -i HOME="$work/home" PATH="$work/tools:$PATH" LANG=C.UTF-8 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_ROOT="${DOTNET_ROOT:-}")
fail() { echo "$*"; exit 1; }

clone() {
  git clone -q "$root" "$work/clone"
  [ -d "$root/../shared" ] && ln -s "$(realpath "$root/../shared")" "$work/shared"
  git -C "$work/clone" log -1 --oneline
}

packages() {
  cd "$work/clone" && dotnet pack Espalier.slnx -c Release -o "$work/packages" --nologo -v quiet -p:ToolPlatforms=all || exit
  unzip -l "$work"/packages/Espalier.[0-9]*.nupkg | grep -E 'runtimes/|\.(so|dylib)$' && fail "the library holds native code"
  ls -l "$work/packages" | awk 'NF > 5 { printf "%s %.1f MB\n", $NF, $5 / 1e6; all += $5 } END { printf "%d packages, %.0f MB\n", NR - 1, all / 1e6 }'
}

install() {
  cd "$work/place" && "${bare[@]}" dotnet tool install Espalier.Cli --tool-path "$work/tools" --source "$work/packages" || exit
  local size
  size="$(du -sm "$work/tools" | cut -f 1)"
  [ "$size" -lt "$megabytes" ] || fail "$size MB installed; $megabytes at most"
  echo "$("${bare[@]}" espalier --version), $size MB installed"
}

commands() {
  cd "$work/place"
  "${bare[@]}" espalier train --data glyphs --layers 784-16-10 --epochs 1 --training 2000 -o model.onnx \
    && "${bare[@]}" espalier ticket draw model.onnx -o model.ticket --nonnegative-inputs \
    && "${bare[@]}" espalier ticket verify model.ticket --target model.onnx \
    && "${bare[@]}" espalier evaluate model.ticket --data glyphs --limit 500 \
    && "${bare[@]}" espalier evaluate model.onnx --data glyphs --limit 500 --engine onnxruntime || exit
  "${bare[@]}" espalier inspect no-such.onnx && fail "a missing file was taken"
  "${bare[@]}" espalier ticket verify model.onnx && fail "a network was taken for a ticket"
  echo "network, ticket, verification, both engines, two refusals"
}

tour() { cd "$work/place" && "${bare[@]}" espalier tour && ls tour/*.html && echo "$(du -sh tour | cut -f 1) in tour/"; }

tests() {
  [ "$tests" != none ] || { echo "not asked for"; exit 77; }
  cd "$work/clone"
  "${bare[@]}" env NUGET_PACKAGES="$cache" ./test.sh $([ "$tests" = quick ] && echo --quick)
}

serve() {
  cd "$work/place"
  "${bare[@]}" espalier serve --port 0 --models tour >serve.out 2>&1 &
  local server=$! address=""
  for ((i = 0; i < 300; i++)); do
    address="$(grep -o 'http://127.0.0.1:[0-9]*[^ ]*' serve.out | head -n 1)"
    [ -n "$address" ] && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  [ -n "$address" ] || { cat serve.out; fail "no address was printed"; }
  local code=0
  for page in "" tickets sweeps gap certificates; do
    [ "$(curl -s -o page.html -w '%{http_code}' "${address%/}/$page")" = 200 ] && grep -q '<h1' page.html || { echo "/$page"; code=1; }
  done
  kill -TERM "$server" && wait "$server" || [ $? -eq 130 ] || code=1
  [ "$code" -eq 0 ] && echo "five pages at $address, stopped"
}

slurm() {
  cd "$work/place"
  "$root/scripts/slurm.sh" install >/dev/null 2>&1 || { echo "no SLURM here"; exit 77; }
  "$root/scripts/slurm.sh" "$work/slurm" $((20000 + RANDOM % 20000)) &
  cluster=$!
  trap 'kill -TERM "$cluster" 2>/dev/null; wait "$cluster"' EXIT
  until [ -f "$work/slurm/ready" ]; do kill -0 "$cluster" 2>/dev/null || { echo "no SLURM can run here"; exit 77; }; sleep 0.3; done
  "${bare[@]}" espalier lab template subset-sum-law >law.yaml
  "${bare[@]}" env SLURM_CONF="$work/slurm/slurm.conf" espalier lab submit law.yaml --store cluster.db --workers 3 --time 00:10:00 || exit
  until "${bare[@]}" env SLURM_CONF="$work/slurm/slurm.conf" espalier lab status cluster.db --json | grep -q '"remaining":0'; do sleep 1; done
  "${bare[@]}" espalier lab run law.yaml --store alone.db \
    && "${bare[@]}" espalier lab export cluster.db -o cluster.csv && "${bare[@]}" espalier lab export alone.db -o alone.csv \
    && cmp <(sort cluster.csv) <(sort alone.csv) && echo "$(wc -l <alone.csv) lines, the same as of one process"
}

uninstall() {
  cd "$work/place" && "${bare[@]}" dotnet tool uninstall Espalier.Cli --tool-path "$work/tools" || exit
  local left
  left="$(find "$work/tools" "$work/home" -iname '*espalier*' | head -n 3)"
  [ -z "$left" ] || fail "still there: $left"
  echo "nothing of it is left"
}

for name in clone packages install commands tour tests serve slurm uninstall; do step "$name"; done
if [ "$failed" -eq 0 ]; then rm -rf "$work"; else echo "$failed failed; see $work" >&2; fi
exit "$failed"

#!/usr/bin/env bash
# Format check, build and every test: the gate of a merge. Arguments go to the test run, for example: ./test.sh --filter-class '*Philox*'
# --quick, for the inner loop, only builds and leaves out the tests marked [Slow]; some of every folder remain.
set -euo pipefail
cd "$(dirname "$0")"
if [ "${1:-}" = --quick ]; then
  shift
  set -- --filter-not-trait Length=slow "$@"
else
  dotnet format Espalier.slnx --verify-no-changes --verbosity quiet
fi
dotnet build Espalier.slnx -c Release --nologo -v quiet
dotnet test --solution Espalier.slnx -c Release --no-build "$@"

#!/usr/bin/env bash
# Format check, build and every test. Arguments go to the test run, for example: ./test.sh --filter-class '*Philox*'
set -euo pipefail
cd "$(dirname "$0")"
dotnet format Espalier.slnx --verify-no-changes --verbosity quiet
dotnet build Espalier.slnx -c Release --nologo -v quiet
dotnet test --solution Espalier.slnx -c Release --no-build "$@"

#!/usr/bin/env bash
# Builds the command. Usage: install_tool.sh v1   (needs the .NET SDK that global.json names)
set -euo pipefail
[ "${1:-}" = v1 ] || { echo "expected the version string v1, not '${1:-}'" >&2; exit 1; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dotnet build src/Espalier.Cli -c Release --nologo -v quiet

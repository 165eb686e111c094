#!/usr/bin/env bash
# Makes the API reference of the library, the checker and the laboratory from their XML comments: docs/api/bin/index.html.
# docfx is a local tool (.config/dotnet-tools.json). Nothing of what it makes is committed.
set -euo pipefail
root="$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"
cd "$root"
dotnet tool restore
dotnet build src/Espalier.Lab -c Release --nologo -v quiet -p:RunAnalyzers=false
dotnet build src/Espalier.Checker -c Release --nologo -v quiet -p:RunAnalyzers=false
rm -rf docs/api/reference docs/api/bin
dotnet docfx docs/api/docfx.json
echo "docs/api/bin/index.html; with search and the tree of namespaces: dotnet docfx serve docs/api/bin"

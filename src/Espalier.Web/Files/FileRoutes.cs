using Espalier.Web.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Espalier.Web.Files;

/// <summary>Gives a file of the models folder, as it is.</summary>
internal static class FileRoutes
{
    private const string Address = "/models/file";

    /// <summary>Where a file is to be had.</summary>
    public static string AddressOf(string name) => AddressWriter.Write(Address, ("name", name));

    public static void Map(WebApplication host) => host.MapGet(
        Address,
        (string? name, ModelFolder folder) => folder.Find(name) is { } path
            ? Results.File(path, "application/octet-stream", Path.GetFileName(path), enableRangeProcessing: true)
            : Results.NotFound());
}

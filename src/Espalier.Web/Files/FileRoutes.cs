using Espalier.Web.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Espalier.Web.Files;

/// <summary>Gives a file of the models folder, as it is.</summary>
internal static class FileRoutes
{
    /// <summary>The page that the tour left behind.</summary>
    public const string Tour = "/tour";

    /// <summary>That page has a style of its own, and is shown as a stranger's: it runs nothing, and may do nothing that a reader may.</summary>
    private const string StrangersPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-downloads";

    private const string Address = "/models/file";

    /// <summary>Where a file is to be had.</summary>
    public static string AddressOf(string name) => AddressWriter.Write(Address, ("name", name));

    public static void Map(WebApplication host)
    {
        host.MapGet(
            Address,
            (string? name, ModelFolder folder) => folder.Find(name) is { } path
                ? Results.File(path, "application/octet-stream", Path.GetFileName(path), enableRangeProcessing: true)
                : Results.NotFound());
        host.MapGet(
            Tour,
            (HttpContext context, ModelFolder folder) =>
            {
                if (folder.FindTour() is not { } path) return Results.NotFound();
                context.Response.Headers.ContentSecurityPolicy = StrangersPolicy;
                return Results.File(path, "text/html; charset=utf-8");
            });
    }
}

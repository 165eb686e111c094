using System.Reflection;
using System.Security.Cryptography;
using Espalier.Lab.Figures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Espalier.Web.Assets;

/// <summary>
/// The style sheet, the script and the icon, out of the assembly. Their names carry a digest, so that a browser asks for each once.
/// </summary>
internal static class AssetRoutes
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly Dictionary<string, (byte[] Content, string Digest)> All = Load();

    /// <summary>The address of an asset.</summary>
    public static string Address(string name) => $"/assets/{name}?v={All[name].Digest}";

    public static void Map(WebApplication host)
    {
        host.MapGet("/assets/{name}", Give);
        host.MapGet("/_framework/blazor.web.js", context => Give(context, "blazor.web.js"));
        host.MapGet("/favicon.ico", () => Results.Redirect(Address("icon.svg")));
    }

    private static Task Give(HttpContext context) => Give(context, (string)context.Request.RouteValues["name"]!);

    private static Task Give(HttpContext context, string name)
    {
        if (!All.TryGetValue(name, out (byte[] Content, string Digest) asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = Types[Path.GetExtension(name)];
        context.Response.Headers.CacheControl = context.Request.Query["v"] == asset.Digest ? "max-age=31536000, immutable" : "no-cache";
        context.Response.ContentLength = asset.Content.Length;
        return context.Response.Body.WriteAsync(asset.Content, context.RequestAborted).AsTask();
    }

    private static Dictionary<string, (byte[] Content, string Digest)> Load()
    {
        const string Folder = "assets/";
        Assembly assembly = typeof(AssetRoutes).Assembly;
        var all = new Dictionary<string, (byte[], string)>(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames().Where(each => each.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            string name = resource[Folder.Length..];
            if (name == "espalier.css") content = [.. content, .. System.Text.Encoding.UTF8.GetBytes(FigureSvg.PageStyle)];
            all[name] = (content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
        }

        return all;
    }
}

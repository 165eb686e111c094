using System.Text;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Lab.Storage.Exports;
using Espalier.Web.Files;
using Espalier.Web.Gap;
using Espalier.Web.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Espalier.Web.Sweeps;

/// <summary>The figures of pages as files, in the colours of paper, and their numbers.</summary>
internal static class FigureRoutes
{
    public const string Svg = "/sweeps/figure.svg";
    public const string Csv = "/sweeps/figure.csv";
    public const string Rows = "/sweeps/rows.csv";
    public const string GapSvg = "/gap/figure.svg";
    public const string GapCsv = "/gap/figure.csv";
    public const string OverlaySvg = "/sweeps/overlay.svg";
    public const string OverlayCsv = "/sweeps/overlay.csv";
    public const string DifferenceSvg = "/sweeps/difference.svg";
    public const string DifferenceCsv = "/sweeps/difference.csv";
    public const string NetworksSvg = "/networks/figure.svg";
    public const string NetworksCsv = "/networks/figure.csv";

    public static void Map(WebApplication host)
    {
        Map(host, Svg, Csv, async (HttpContext context, SweepTables tables) =>
        {
            SweepLook look = SweepLook.Of(Query(context));
            return look.Draw(await tables.Whole(look.Name, context.RequestAborted));
        });
        Map(host, GapSvg, GapCsv, async (HttpContext context, GapRecords records) =>
        {
            GapView view = GapView.Of(Query(context));
            return view.Draw(await records.Of(view, context.RequestAborted));
        });
        Map(host, OverlaySvg, OverlayCsv, async (HttpContext context, SweepComparing comparing) =>
            (await comparing.Of(CompareView.Of(Query(context)), context.RequestAborted)).Overlay);
        Map(host, DifferenceSvg, DifferenceCsv, async (HttpContext context, SweepComparing comparing) =>
            (await comparing.Of(CompareView.Of(Query(context)), context.RequestAborted)).Difference);
        Map(host, FigureShelf.Svg, FigureShelf.Csv, (HttpContext context, FigureShelf shelf) =>
            Task.FromResult(shelf.Require(context.Request.Query["figure"].ToString())));
        Map(host, NetworksSvg, NetworksCsv, (HttpContext context, NetworksDesk desk) =>
            Task.FromResult(desk.Figure(NetworksView.Of(Query(context)))));
        host.MapGet(Rows, Export);
    }

    private static string Query(HttpContext context) => context.Request.QueryString.Value ?? "";

    /// <summary>One figure under two addresses; the service is what it is made from.</summary>
    private static void Map<TService>(WebApplication host, string svg, string csv, Func<HttpContext, TService, Task<Figure>> make)
        where TService : notnull
    {
        host.MapGet(svg, (HttpContext context, TService service) => Give(
            "image/svg+xml", "figure.svg", async () => FigureSvg.Draw(await make(context, service), new() { Theme = FigureTheme.Light })));
        host.MapGet(csv, (HttpContext context, TService service) => Give(
            "text/csv; charset=utf-8", "figure.csv", async () => FigureCsv.Write(await make(context, service))));
    }

    private static async Task<IResult> Give(string type, string file, Func<Task<string>> make)
    {
        try
        {
            return Results.File(Encoding.UTF8.GetBytes(await Task.Run(make)), type, file);
        }
        catch (InvalidInputException exception)
        {
            return Results.Text(exception.Message, "text/plain; charset=utf-8", statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task Export(HttpContext context, SweepTables tables)
    {
        try
        {
            RecordTable table = await tables.Whole(SweepLook.Of(Query(context)).Name, context.RequestAborted);
            context.Response.ContentType = "text/csv; charset=utf-8";
            context.Response.Headers.ContentDisposition = "attachment; filename=rows.csv";
            await using var text = new StringWriter();
            await Task.Run(() => CsvExport.Write(table, text, context.RequestAborted), context.RequestAborted);
            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
        }
        catch (InvalidInputException exception)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await context.Response.WriteAsync(exception.Message, context.RequestAborted);
        }
    }
}

using System.Text;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Lab.Storage.Exports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Espalier.Web.Sweeps;

/// <summary>The figure of a sweep as a file, in the colours of paper or of a dark screen, and its numbers.</summary>
internal static class FigureRoutes
{
    public const string Svg = "/sweeps/figure.svg";
    public const string Csv = "/sweeps/figure.csv";
    public const string Rows = "/sweeps/rows.csv";

    public static void Map(WebApplication host)
    {
        host.MapGet(
            Svg,
            (HttpContext context, SweepTables tables) =>
                Give(
                    context,
                    tables,
                    "image/svg+xml",
                    "figure.svg",
                    (table, look) => FigureSvg.Draw(look.Draw(table), new() { Theme = FigureTheme.Light })));
        host.MapGet(
            Csv,
            (HttpContext context, SweepTables tables) =>
                Give(context, tables, "text/csv; charset=utf-8", "figure.csv", (table, look) => FigureCsv.Write(look.Draw(table))));
        host.MapGet(Rows, Export);
    }

    private static async Task<IResult> Give(
        HttpContext context, SweepTables tables, string type, string file, Func<RecordTable, SweepLook, string> make)
    {
        try
        {
            SweepLook look = SweepLook.Of(context.Request.QueryString.Value ?? "");
            RecordTable table = await tables.Whole(look.Name, context.RequestAborted);
            return Results.File(Encoding.UTF8.GetBytes(await Task.Run(() => make(table, look), context.RequestAborted)), type, file);
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
            RecordTable table = await tables.Whole(SweepLook.Of(context.Request.QueryString.Value ?? "").Name, context.RequestAborted);
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

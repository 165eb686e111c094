using Espalier.Work;
using Espalier.Work.Neurons;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Espalier.Web.Neurons;

/// <summary>Gives what the playground shows as the file that <c>espalier neurons error</c> reads.</summary>
internal static class ProblemRoute
{
    /// <summary>Its name.</summary>
    public const string File = "problem.json";

    private const string Path = "/neurons/" + File;

    /// <summary>Where the file of a state is to be had.</summary>
    public static string AddressOf(Playground state) => state.Query(Path);

    public static void Map(WebApplication host) => host.MapGet(Path, (HttpContext context) =>
    {
        Playground state = Playground.Of(context.Request.QueryString.Value ?? "");
        GivenParent parent = new DrawParentJob().Run(new() { Parent = state.Parent }, new(1, Cancel: context.RequestAborted)).Answer;
        var file = new { parent.Weights, parent.Coefficients, parent.Target, parent.Radius, state.Kept };
        return Results.File(Json.Serialize(file), "application/json", File);
    });
}

using Espalier.Lab.Figures;
using Espalier.Web.Networks;
using Espalier.Work;
using Espalier.Work.Pruning;

namespace Espalier.Web.Tests;

public sealed class NetworksFiguresTests
{
    [Fact]
    public void Every_network_is_a_point_in_every_engine_that_says_what_it_is()
    {
        string folder = Directory.CreateTempSubdirectory("espalier-web-").FullName;
        try
        {
            string[] models = [Path.Combine(folder, "a.npz"), Path.Combine(folder, "b.npz")];
            SmallNetwork.Write(models[0]);
            SmallNetwork.WriteOther(models[1]);
            CompareNetworksAnswer found = new CompareNetworksJob().Run(
                new() { Models = models, Rounds = 2, Batches = [3], Box = [[0], [1]], TimeLimit = 20 }, new Workplace(2)).Answer;
            Assert.Equal(0.75, found.Networks[1].CertifiedUpper!.Value, 1e-6);
            Figure figure = NetworksFigures.Trade(found, ["a.npz", "b.npz"])!;
            Assert.Equal(["exact", "rows", "pattern", "onnxruntime"], figure.Panels[0].Traces.Select(trace => trace.Series));
            Assert.All(figure.Panels[0].Traces, trace => Assert.Equal(2, trace.Notes.Length));
            Assert.StartsWith("b.npz, exact: 1.0000 at ", figure.Panels[0].Traces[0].Notes[1], StringComparison.Ordinal);
            Assert.Contains("<svg", FigureSvg.Draw(figure), StringComparison.Ordinal);
            var live = LiveDrawing.Of(figure, new() { Theme = FigureTheme.Page, Id = "live" });

            // Two that take as long as each other are one point.
            Assert.Contains(live.Points, point => point.Text.Contains("exact", StringComparison.Ordinal));
            Assert.Null(NetworksFigures.Trade(found with { Networks = [.. found.Networks.Select(each => each with { Times = [] })] }, ["a", "b"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

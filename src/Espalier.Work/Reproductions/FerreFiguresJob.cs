using System.Diagnostics;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;
using Espalier.Lab.Reproductions;
using Espalier.Work.Gap;

namespace Espalier.Work.Reproductions;

/// <summary>The figures of Ferre' et al. to draw.</summary>
public sealed record FerreFiguresRequest
{
    /// <summary>The folder of the figures.</summary>
    public string Out { get; init; } = "ferre-figures";

    /// <summary>Where the measurement of the gap keeps its records; neuron pruning that is missing there is measured.</summary>
    public string Gap { get; init; } = "gap";

    /// <summary>The dimensions of the thresholds.</summary>
    public int[] Dimensions { get; init; } = [2, 4, 8];

    /// <summary>Draws at every measured point.</summary>
    public int Trials { get; init; } = GapRequest.StandardTrials;

    /// <summary>The seed of the figures and of what is measured.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Draws Figures 1 to 3 of Ferre' et al. from live data, and their threshold beside measured widths.</summary>
public sealed class FerreFiguresJob : IJob<FerreFiguresRequest, ReproductionAnswer>
{
    /// <summary>What it is called.</summary>
    public const string Name = "ferre-figures";

    /// <summary>What it repeats.</summary>
    public const string Summary = "Ferre' et al. 2026, Figures 1 to 3 from live data, and its threshold beside measured widths";

    /// <inheritdoc/>
    public Outcome<ReproductionAnswer> Run(FerreFiguresRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        var wanted = new GapRequest
        {
            Dimensions = [.. request.Dimensions],
            Methods = [GapMethod.Find(GapMethod.Neurons)],
            Trials = request.Trials,
            Seed = request.Seed,
        };
        GapTable table = GapMeasurement.Run(wanted, request.Gap, place);
        return ReproductionAnswer.Of(Draw(request, table, place), started);
    }

    private static IReadOnlyList<ReproductionRow> Draw(FerreFiguresRequest request, GapTable table, Workplace place)
    {
        place.Begin("drawing");
        FerreFigures.First first = FerreFigures.Figure1(request.Seed, place.Cancel);
        FerreFigures.Second second = FerreFigures.Figure2(request.Seed);
        FerreFigures.Third third = FerreFigures.Figure3(request.Seed);
        FigureFiles.Write(first.Drawing, request.Out, "figure-1");
        FigureFiles.Write(first.Functions, request.Out, "figure-1-functions");
        FigureFiles.Write(second.Drawing, request.Out, "figure-2");
        FigureFiles.Write(third.Drawing, request.Out, "figure-3");
        FigureFiles.Write(FerreFigures.Thresholds(table, place.Cancel), request.Out, "thresholds", new() { Width = 900 });
        return FerreFiguresRows.Of(first, second, third, table);
    }
}

using System.Diagnostics;
using Espalier.Lab.Gap;
using Espalier.Lab.Reproductions;
using Espalier.Work.Gap;

namespace Espalier.Work.Reproductions;

/// <summary>What is claimed of the gap, beside what is measured.</summary>
public sealed class GapReproductionJob : IJob<MeasureRequest, ReproductionAnswer>
{
    /// <summary>What it is called.</summary>
    public const string Name = "gap";

    /// <summary>What it repeats.</summary>
    public const string Summary =
        "Ferre' et al. 2026: d/ε hidden neurons by removing neurons, d·log(1/ε) by removing weights, claimed beside measured";

    /// <inheritdoc/>
    public Outcome<ReproductionAnswer> Run(MeasureRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        GapTable table = GapMeasurement.Run(request.Resolved(), request.Out, place);
        return ReproductionAnswer.Of(GapReproduction.Rows(table, GapFits.Of(table, place.Threads, place.Cancel)), started);
    }
}

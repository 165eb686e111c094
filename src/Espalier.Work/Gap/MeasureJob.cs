using Espalier.Lab.Gap;
using Espalier.Lab.Storage;

namespace Espalier.Work.Gap;

/// <summary>Measures how wide a random network must be so that removing weights, or whole neurons, leaves one wanted neuron.</summary>
public sealed class MeasureJob : IJob<MeasureRequest, MeasureAnswer>
{
    /// <inheritdoc/>
    public Outcome<MeasureAnswer> Run(MeasureRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        GapTable table = GapMeasurement.Run(request.Resolved(), request.Out, place);
        place.Begin("writing the report");
        var fits = GapFits.Of(table, place.Threads, place.Cancel);
        var files = GapFiles.Write(table, fits, request.Out, place.Repeat, RunEnvironment.Capture(), place.Cancel);
        return Outcome.Of(MeasureAnswer.Of(table, fits, files));
    }
}

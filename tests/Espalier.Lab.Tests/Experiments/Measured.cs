using System.Collections.Immutable;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Tests.Experiments;

/// <summary>What comes of running a cell, measure by measure.</summary>
internal sealed class Measured(Experiment experiment, Cell cell)
{
    public ImmutableArray<Scalar> Values { get; } = experiment.Run(cell, CancellationToken.None).Complete();

    public Scalar this[string measure] => Values[experiment.Schema.IndexOfMeasure(measure)];
}

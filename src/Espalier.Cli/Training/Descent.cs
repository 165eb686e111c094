using System.Collections.Immutable;
using Espalier.Training;

namespace Espalier.Cli.Training;

/// <summary>What is trained on, and how.</summary>
internal sealed record Descent(ImmutableArray<int> Widths, ExampleSet Training, ExampleSet Test, TrainingOptions Options);

using System.Collections.Immutable;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>One layer of an architecture: its operator without numbers, and the values that it reads.</summary>
/// <param name="Form">The operator.</param>
/// <param name="Reads">0 is the input, i + 1 what step i makes.</param>
internal sealed record ArchitectureStep(OperatorForm Form, ImmutableArray<int> Reads)
{
    /// <summary>Steps of which each reads what the one before it makes.</summary>
    public static IEnumerable<ArchitectureStep> Chain(IEnumerable<OperatorForm> forms) => forms.Select((form, i) => new ArchitectureStep(form, [i]));
}

using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;

namespace Espalier.Work.Gap;

/// <summary>What to measure of the gap between removing weights and removing neurons.</summary>
public sealed record MeasureRequest
{
    /// <summary>The dimensions of the neuron.</summary>
    public int[] Dimensions { get; init; } = [.. GapRequest.StandardDimensions];

    /// <summary>The tolerances; as far as each method reaches if empty.</summary>
    public double[] Epsilons { get; init; } = [];

    /// <summary>The names of the methods; all if empty.</summary>
    public string[] Methods { get; init; } = [];

    /// <summary>Draws at every point; a standard number, larger with <see cref="Full"/>, if not given.</summary>
    public int? Trials { get; init; }

    /// <summary>Go on for hours: smaller tolerances, wider parents, more draws.</summary>
    public bool Full { get; init; }

    /// <summary>The folder of the records and the report; what is there already is not measured again.</summary>
    public string Out { get; init; } = "gap";

    /// <summary>Which sample.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The same as the laboratory asks for it.</summary>
    internal GapRequest Resolved() => new()
    {
        Dimensions = [.. Dimensions],
        Epsilons = [.. Epsilons],
        Methods = Methods.Length == 0 ? GapMethod.All : [.. Methods.Distinct(StringComparer.Ordinal).Select(Method)],
        Trials = Trials ?? (Full ? GapRequest.FullTrials : GapRequest.StandardTrials),
        Seed = Seed,
        IsFull = Full,
    };

    private static GapMethod Method(string name) =>
        GapMethod.All.FirstOrDefault(method => method.Name == name)
        ?? throw new InvalidInputException(
            "methods", null, $"there is no method '{name}'", $"name some of {string.Join(", ", GapMethod.All.Select(method => method.Name))}");
}

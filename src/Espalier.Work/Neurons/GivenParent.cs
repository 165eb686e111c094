using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>The neurons of a parent, number by number, and what they are to imitate.</summary>
public sealed record GivenParent
{
    /// <summary>The vectors w_j.</summary>
    public required IReadOnlyList<double[]> Weights { get; init; }

    /// <summary>The numbers α_j.</summary>
    public required IReadOnlyList<double> Coefficients { get; init; }

    /// <summary>The vector w*.</summary>
    public required IReadOnlyList<double> Target { get; init; }

    /// <summary>The radius of the ball on which errors are measured.</summary>
    public double Radius { get; init; } = 1;

    /// <summary>A subset that is asked about, or null.</summary>
    public IReadOnlyList<int>? Kept { get; init; }

    /// <summary>The file that holds them, for messages, or null.</summary>
    public string? Source { get; init; }

    internal NeuronProblem Problem() => new([.. Weights.SelectMany(static row => row)], [.. Coefficients], [.. Target], Radius, Source ?? "network");
}

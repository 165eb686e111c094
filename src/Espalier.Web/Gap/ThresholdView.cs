using Espalier.Theory.Proven;
using Espalier.Web.Jobs;
using Espalier.Web.Parts;
using Espalier.Work.Theory;

namespace Espalier.Web.Gap;

/// <summary>What the page of thresholds asks and shows; it stands in the address.</summary>
public sealed record ThresholdView
{
    /// <summary>The page.</summary>
    public const string Path = "/thresholds";

    /// <summary>The most neurons whose chains are shown.</summary>
    public const int MostNeurons = 60;

    private const double UsualRadius = 2;
    private const double UsualDelta = 0.5;
    private const double UsualEpsilon = 0.05;
    private const int UsualDimension = 8;
    private const int UsualNeurons = 25;

    /// <summary>d.</summary>
    public int Dimension { get; init; } = UsualDimension;

    /// <summary>ε.</summary>
    public double Epsilon { get; init; } = UsualEpsilon;

    /// <summary>δ.</summary>
    public double Delta { get; init; } = UsualDelta;

    /// <summary>R.</summary>
    public double Radius { get; init; } = UsualRadius;

    /// <summary>Whether a ReLU stands behind the output.</summary>
    public bool OutputRelu { get; init; }

    /// <summary>What the chains and the family are drawn from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many neurons the chains have seen.</summary>
    public int Neurons { get; init; } = UsualNeurons;

    /// <summary>Reads what stands after the question mark.</summary>
    public static ThresholdView Of(string query)
    {
        var read = new AddressReader(query);
        return new()
        {
            Dimension = read.Whole("d", 2, 4096, UsualDimension),
            Epsilon = read.Number("epsilon", 1e-4, 0.5, UsualEpsilon),
            Delta = read.Number("delta", 1e-6, 0.5, UsualDelta),
            Radius = read.Number("radius", 0.01, 100, UsualRadius),
            OutputRelu = read.Flag("relu"),
            Seed = read.Seed("seed"),
            Neurons = read.Whole("neurons", 0, MostNeurons, UsualNeurons),
        };
    }

    /// <summary>The address.</summary>
    public string Address => AddressWriter.Write(
        Path,
        ("d", AddressWriter.Number(Dimension, UsualDimension)),
        ("epsilon", AddressWriter.Number(Epsilon, UsualEpsilon)),
        ("delta", AddressWriter.Number(Delta, UsualDelta)),
        ("radius", AddressWriter.Number(Radius, UsualRadius)),
        ("relu", AddressWriter.Flag(OutputRelu)),
        ("seed", AddressWriter.Seed(Seed)),
        ("neurons", AddressWriter.Number(Neurons, UsualNeurons)));

    /// <summary>The command that answers the same.</summary>
    public string Command =>
        Invariant($"espalier theory threshold --dimension {Dimension} --epsilon {Shown.Exact(Epsilon)} --delta {Shown.Exact(Delta)}")
        + $" --radius {Shown.Exact(Radius)}"
        + (OutputRelu ? " --output-relu" : "");

    /// <summary>The command that draws the figures of the proof.</summary>
    public string FiguresCommand => Invariant($"espalier reproduce ferre-figures --seed {Seed} --out ferre-figures");

    /// <summary>What is asked.</summary>
    public ThresholdRequest Request => new()
    {
        Dimension = Dimension,
        Epsilon = Epsilon,
        Delta = Delta,
        Radius = Radius,
        OutputRelu = OutputRelu,
    };

    /// <summary>The same, for the curve.</summary>
    public ProvenQuestion Question => new(Dimension, Epsilon, Delta) { Radius = Radius, OutputRelu = OutputRelu };

    /// <summary>Whether two ask the same.</summary>
    public bool AsksAs(ThresholdView other) => other is not null && this with { Seed = other.Seed, Neurons = other.Neurons } == other;
}

using System.Globalization;
using System.Text;

namespace Espalier.Training.Searching;

/// <summary>How a subnetwork is found.</summary>
public enum SubnetworkMethod
{
    /// <summary>All weights are kept and trained: what the others are compared with.</summary>
    Dense,

    /// <summary>Scores of frozen random weights descend the straight-through gradient (Ramanujan et al., CVPR 2020).</summary>
    EdgePopup,

    /// <summary>
    /// The same, each step keeping the largest of scores plus uniform noise, so that gates are sampled as in Zhou et al., NeurIPS 2019, and
    /// the number kept is exact as in Kool et al., ICML 2019 (Gumbel top-k); the noise falls along a cosine.
    /// </summary>
    Gates,

    /// <summary>A random mask at the start, then training (Liu et al., ICLR 2022).</summary>
    Random,

    /// <summary>At the start, the largest |g·w| of the loss are kept (Lee, Ajanthan, Torr, ICLR 2019), then trained.</summary>
    Snip,

    /// <summary>At the start, what the gradient's norm would lose most is kept (Wang, Zhang, Grosse, ICLR 2020), then trained.</summary>
    Grasp,

    /// <summary>
    /// At the start and without data, in 100 rounds, the largest |w·∂R/∂w| are kept, R the sum of all paths (Tanaka et al., NeurIPS 2020).
    /// </summary>
    Synflow,

    /// <summary>
    /// All is trained, and at the end the largest magnitudes are kept; nothing is trained again (Han et al., NIPS 2015, first step).
    /// </summary>
    Magnitude,

    /// <summary>Rounds of training, pruning by magnitude and rewinding (Frankle and Carbin, ICLR 2019; rewinding after some epochs: 2020).</summary>
    IterativeMagnitude,
}

/// <summary>The law of the random weights that a search without training prunes.</summary>
public enum SourceLaw
{
    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Uniform about 0.</summary>
    Uniform,

    /// <summary>One magnitude with random signs.</summary>
    Signed,

    /// <summary>Density ∝ 1/|w| over two decades of magnitudes (Orseau et al., NeurIPS 2020).</summary>
    Hyperbolic,
}

/// <summary>What a search looks for, and how.</summary>
public sealed record SearchOptions
{
    /// <summary>How it searches.</summary>
    public SubnetworkMethod Method { get; init; } = SubnetworkMethod.EdgePopup;

    /// <summary>The share of all weights that is kept, above 0 and at most 1.</summary>
    public double Kept { get; init; } = 0.05;

    /// <summary>How the kept weights are shared among the layers.</summary>
    public LayerShare Share { get; init; } = LayerShare.Global;

    /// <summary>Rounds of <see cref="SubnetworkMethod.IterativeMagnitude"/>: it prunes so often, and trains one leg of the epochs more.</summary>
    public int Rounds { get; init; } = 4;

    /// <summary>The epochs of the first leg after which weights are remembered to be rewound to.</summary>
    public int Rewind { get; init; }

    /// <summary>The law of frozen weights; all laws have the variance 2/(inputs of an output).</summary>
    public SourceLaw Law { get; init; } = SourceLaw.Normal;

    /// <summary>Whether frozen weights are larger by 1/√kept, so that what is left has the variance of the whole (Ramanujan et al.).</summary>
    public bool IsScaled { get; init; }

    /// <summary>
    /// The share of frozen weights that a random source holds, by Erdős–Rényi densities; only these are searched (Gadhikar et al., ICML
    /// 2023).
    /// </summary>
    public double Source { get; init; } = 1;

    /// <summary>The share of the kept weights that is kept at random and not searched (Otsuka et al., 2024).</summary>
    public double Locked { get; init; }

    /// <summary>Whether weights are frozen, so that what is found is a strong lottery ticket.</summary>
    public bool IsFrozen => Method is SubnetworkMethod.EdgePopup or SubnetworkMethod.Gates;

    /// <summary>Why the options make no search of so many epochs, with the field that is wrong, or null.</summary>
    public (string Field, string Problem, string Remedy)? Objection(int epochs)
    {
        if (!(Kept > 0 && Kept <= 1)) return ("kept", Invariant($"{Kept} is no share"), "give a number above 0, at most 1");
        if (!(Source >= Kept && Source <= 1))
            return ("source", Invariant($"a source of {Source} does not hold the kept share {Kept}"), "give more, at most 1");
        if (!(Locked >= 0 && Locked < 1)) return ("locked", Invariant($"{Locked} is no share"), "give a number from 0, below 1");
        if (!IsFrozen && Source < 1) return ("source", "only frozen weights have a source", "choose the method edge-popup or gates");
        if (!IsFrozen && Locked > 0) return ("locked", "only frozen weights are locked", "choose the method edge-popup or gates");
        if (Method != SubnetworkMethod.IterativeMagnitude) return null;
        if (Rounds < 1 || Rounds >= epochs)
            return ("rounds", Invariant($"{Rounds} rounds of pruning need {Rounds + 1} legs of training"), "choose fewer rounds or more epochs");
        int leg = epochs / (Rounds + 1);
        return Rewind < 0 || Rewind >= leg
            ? ("rewind", Invariant($"a leg has {leg} epochs"), Invariant($"choose an epoch from 0, below {leg}"))
            : null;
    }

    /// <summary>Throws where there is an objection.</summary>
    internal void Require(int epochs)
    {
        if (Objection(epochs) is { } objection) throw new ArgumentException($"{objection.Field}: {objection.Problem}; {objection.Remedy}");
    }

    /// <summary>The same text under every culture: a checkpoint compares it.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Method = {Method}, Kept = {Kept}, Share = {Share}, Rounds = {Rounds}, Rewind = {Rewind}, ");
        builder.Append(CultureInfo.InvariantCulture, $"Law = {Law}, IsScaled = {IsScaled}, Source = {Source}, Locked = {Locked}");
        return true;
    }
}

using System.Collections.Immutable;

namespace Espalier.Certificates.Chains;

/// <summary>Two networks stage by stage.</summary>
/// <remarks>
/// Networks of one structure stand side by side, which keeps their difference small from the first stage on. Others are stacked
/// into one network [A; B], which then stands beside itself: all differences are 0 until a last stage, [I, −I] beside 0.
/// </remarks>
internal sealed class PairChain
{
    private PairChain(ImmutableArray<PairStage> stages, bool stacked)
    {
        Stages = stages;
        IsStacked = stacked;
    }

    /// <summary>The stages; the last one has no ReLU.</summary>
    public ImmutableArray<PairStage> Stages { get; }

    /// <summary>Whether the networks have different structures.</summary>
    public bool IsStacked { get; }

    public int Inputs => Stages[0].Inputs;

    public int Outputs => Stages[^1].Outputs;

    public static PairChain Of(ReluChain a, ReluChain b)
    {
        if (SideBySide.Of(a, b) is not { } stages) return new PairChain(StackedChain.Of(a, b), stacked: true);
        if (stages[^1].Rectified)
        {
            AffineStage last = AffineStage.Identity(a.Outputs, rectified: false);
            stages.Add(new PairStage(last, last));
        }

        return new PairChain([.. stages], stacked: false);
    }

    /// <summary>The pair that computes one of the outputs alone.</summary>
    public PairChain ForOutput(int output) => new(Stages.SetItem(Stages.Length - 1, Stages[^1].Row(output)), IsStacked);
}

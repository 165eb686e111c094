using System.Collections.Immutable;

namespace Espalier.Theory;

/// <summary>The explicit form of Theorem 1 of Ferre' et al.: at this width the union bound over all pruned networks is still at most δ.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Width">The largest N; 0 if the bound says nothing.</param>
/// <param name="LogSum">ln of the union bound at that N (at N = 1 if N is 0).</param>
/// <param name="Up">p.</param>
/// <param name="Down">q.</param>
/// <param name="Cap">T; 0 where no bin can be broken.</param>
/// <param name="Gamma">γ.</param>
/// <param name="ErrorShare">c, such that a broken bin costs an error above c times its width.</param>
/// <param name="BinWidth">ε/c.</param>
/// <param name="Bins">The number of bins.</param>
/// <param name="IsLimited">Whether the search ended at its limit rather than at δ.</param>
public sealed record NeuronThreshold(
    ThresholdQuestion Question, int Width, double LogSum, double Up, double Down, int Cap, double Gamma, double ErrorShare, double BinWidth, int Bins,
    bool IsLimited)
{
    /// <summary>ln N; null if the bound says nothing.</summary>
    public double? LogWidth => Width == 0 ? null : Math.Log(Width);

    /// <summary>What the bound rests on, one sentence each; those that are not proven come first.</summary>
    public ImmutableArray<string> Assumptions => ThresholdAssumptions.Of(Question);

    /// <summary>Finds the threshold, over all γ and T that the question leaves open.</summary>
    public static NeuronThreshold Find(ThresholdQuestion question, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        question.Check();
        return new ThresholdSearch(question, cancel).Run();
    }
}

using Espalier.Theory;

namespace Espalier.Work.Theory;

/// <summary>Up to which width does pruning neurons fail?</summary>
public sealed record ThresholdRequest
{
    /// <summary>The inputs of the neuron.</summary>
    public required int Dimension { get; init; }

    /// <summary>The largest error on the ball that counts as success.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The probability of success that is still allowed.</summary>
    public required double Delta { get; init; }

    /// <summary>The radius of the ball.</summary>
    public double Radius { get; init; } = 2;

    /// <summary>Whether a ReLU stands behind the output of the pruned network.</summary>
    public bool OutputRelu { get; init; }

    /// <summary>The paper's argument: how far a kink throws a bin off.</summary>
    public SlopeStep Step { get; init; } = SlopeStep.Strict;

    /// <summary>The paper's argument: broken bins at the start.</summary>
    public int Start { get; init; } = 1;

    /// <summary>The paper's argument: size of a kink that counts; null for the best.</summary>
    public double? Gamma { get; init; }

    /// <summary>The paper's argument: most broken bins counted; null for the best.</summary>
    public int? Cap { get; init; }
}

using Espalier.Theory;

namespace Espalier.Work.Theory;

/// <summary>One kept neuron with a free coefficient.</summary>
public sealed record SingleRequest
{
    /// <summary>The inputs of the neuron.</summary>
    public required int Dimension { get; init; }

    /// <summary>The largest error on the unit ball that counts as success.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The wanted probability of success.</summary>
    public double Success { get; init; } = 0.5;
}

/// <summary>The law of one neuron.</summary>
/// <param name="Probability">That one random neuron is close enough.</param>
/// <param name="LogProbability">Its logarithm.</param>
/// <param name="Width">How many are needed; "Infinity" beyond float64.</param>
/// <param name="LogWidth">Its logarithm, never infinite.</param>
/// <param name="LogBound">ln of the bound ½·ε^{d−1}.</param>
public sealed record SingleAnswer(double Probability, double LogProbability, double Width, double LogWidth, double LogBound);

/// <summary>The width at which one neuron alone is close enough.</summary>
public sealed class SingleJob : IJob<SingleRequest, SingleAnswer>
{
    /// <inheritdoc/>
    public Outcome<SingleAnswer> Run(SingleRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        double log = SingleNeuronLaw.LogProbability(request.Dimension, request.Epsilon);
        double logWidth = SingleNeuronLaw.LogWidth(request.Dimension, request.Epsilon, request.Success);
        double width = Math.Max(1, Math.Ceiling(Math.Exp(logWidth)));
        return Outcome.Of(new SingleAnswer(Math.Exp(log), log, width, logWidth, SingleNeuronLaw.LogBound(request.Dimension, request.Epsilon)));
    }
}

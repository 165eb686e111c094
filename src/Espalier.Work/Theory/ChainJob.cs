using System.Text.Json.Serialization;
using Espalier.Theory;

namespace Espalier.Work.Theory;

/// <summary>A birth–death chain and a number of steps.</summary>
public sealed record ChainRequest
{
    /// <summary>The probability of a step up.</summary>
    public required double P { get; init; }

    /// <summary>The probability of a step down.</summary>
    public required double Q { get; init; }

    /// <summary>The highest state.</summary>
    public required int Cap { get; init; }

    /// <summary>The number of steps.</summary>
    public required long Steps { get; init; }

    /// <summary>The first state.</summary>
    public int Start { get; init; } = 1;
}

/// <summary>Pr(B_k = 0).</summary>
/// <param name="Value">The probability; 0 below float64's range.</param>
/// <param name="LogProbability">Its logarithm.</param>
public sealed record ChainAnswer([property: JsonPropertyName("probability")] double Value, double LogProbability);

/// <summary>The probability that a chain is at 0.</summary>
public sealed class ChainJob : IJob<ChainRequest, ChainAnswer>
{
    /// <inheritdoc/>
    public Outcome<ChainAnswer> Run(ChainRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        ScaledProbability found = new BirthDeathChain(request.P, request.Q, request.Cap, request.Start).ProbabilityOfZero(request.Steps, place.Cancel);
        return Outcome.Of(new ChainAnswer(found.Value, found.Logarithm));
    }
}

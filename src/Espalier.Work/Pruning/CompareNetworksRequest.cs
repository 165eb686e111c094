using Espalier.Work.Data;

namespace Espalier.Work.Pruning;

/// <summary>Networks to set side by side; the first is what the others are measured against.</summary>
public sealed record CompareNetworksRequest : IExampleRequest
{
    /// <summary>The networks or tickets.</summary>
    public required string[] Models { get; init; }

    /// <summary>Labelled examples, for accuracies, agreement and errors; null for drawn inputs and errors alone.</summary>
    public string? Data { get; init; }

    /// <inheritdoc/>
    public string? Label { get; init; }

    /// <inheritdoc/>
    public double? Scale { get; init; }

    /// <inheritdoc/>
    public double[]? Normalise { get; init; }

    /// <summary>Only so many examples, from the first on; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>A box of inputs over which the largest difference to the first is bounded from both sides: its two ends.</summary>
    public double[][]? Box { get; init; }

    /// <summary>The same over the box of all inputs within this of the centre, input by input.</summary>
    public double? Within { get; init; }

    /// <summary>One input, for <see cref="Within"/>: numbers with commas between, or a .npy or .json file.</summary>
    public string? Centre { get; init; }

    /// <summary>Stop each certificate after so many seconds, with the best so far.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>Rounds of timing, in each of which everything is timed once; 0 for no times.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>How many inputs are computed at once.</summary>
    public int[] Batches { get; init; } = [1, 64];

    /// <summary>The layers, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The seed of drawn inputs.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Networks side by side.</summary>
/// <param name="Networks">In the order of the request.</param>
/// <param name="Data">The examples; null where inputs were drawn.</param>
/// <param name="Examples">How many.</param>
public sealed record CompareNetworksAnswer(ComparedNetwork[] Networks, string? Data, int Examples);

/// <summary>One network and what it costs and does.</summary>
/// <param name="Path">The file.</param>
/// <param name="Parameters">Stored numbers.</param>
/// <param name="Nonzero">Those that are not 0.</param>
/// <param name="Bytes">The size as an ONNX file.</param>
/// <param name="GzipBytes">The same, compressed.</param>
/// <param name="MultiplyAdds">Multiplications of one evaluation.</param>
/// <param name="NonzeroMultiplyAdds">Those by weights of grids that are not 0, and of all other operators.</param>
/// <param name="Pattern">N:M, where all grids keep at most N of every M inputs; null where not.</param>
/// <param name="Accuracy">On the examples; null without labels.</param>
/// <param name="Agreement">The share of inputs of which it and the first name the same class.</param>
/// <param name="RelativeError">‖ŷ − y‖/‖y‖ against the first.</param>
/// <param name="CertifiedLower">A difference to the first that is reached in the box; null without a box.</param>
/// <param name="CertifiedUpper">One that is reached nowhere in it.</param>
/// <param name="Times">Times of one call.</param>
public sealed record ComparedNetwork(
    string Path,
    long Parameters,
    long Nonzero,
    long Bytes,
    long GzipBytes,
    long MultiplyAdds,
    long NonzeroMultiplyAdds,
    string? Pattern,
    double? Accuracy,
    double Agreement,
    double RelativeError,
    double? CertifiedLower,
    double? CertifiedUpper,
    CallTime[] Times);

/// <summary>The time of one call.</summary>
/// <param name="Engine"><c>exact</c> for ours, <c>rows</c> and <c>pattern</c> for ours that skip weights of 0, <c>onnxruntime</c>.</param>
/// <param name="Batch">Inputs computed at once.</param>
/// <param name="Threads">Cores.</param>
/// <param name="Milliseconds">The median of the rounds.</param>
/// <param name="Interval">Between two order statistics that hold it with 95 %; an end is null where there are too few rounds.</param>
/// <param name="ProcessorMilliseconds">The median of the processor's time, which other work on the machine disturbs least.</param>
/// <param name="Relative">The median over rounds of its ratio to the first network in ONNX Runtime in the same round.</param>
/// <param name="RelativeInterval">Of that median, as <paramref name="Interval"/>.</param>
public sealed record CallTime(
    string Engine,
    int Batch,
    int Threads,
    double Milliseconds,
    double?[] Interval,
    double ProcessorMilliseconds,
    double Relative,
    double?[] RelativeInterval);

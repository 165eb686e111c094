using Espalier.Theory;

namespace Espalier.Work.Theory;

/// <summary>The lower bound by counting subnetworks.</summary>
public sealed record CountingRequest
{
    /// <summary>The inputs and outputs of the linear maps.</summary>
    public required int Dimension { get; init; }

    /// <summary>The error, below ½.</summary>
    public required double Epsilon { get; init; }
}

/// <summary>What counting allows.</summary>
/// <param name="Width">The smallest whole width above its bound.</param>
/// <param name="Parameters">The smallest whole number of parameters above its bound.</param>
/// <param name="WidthBound">The bound of the width.</param>
/// <param name="ParameterBound">The bound of the parameters.</param>
public sealed record CountingAnswer(double Width, double Parameters, double WidthBound, double ParameterBound);

/// <summary>The smallest width and number of parameters that counting subnetworks allows.</summary>
public sealed class CountingJob : IJob<CountingRequest, CountingAnswer>
{
    /// <inheritdoc/>
    public Outcome<CountingAnswer> Run(CountingRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        var found = ParameterCounting.For(request.Dimension, request.Epsilon);
        return Outcome.Of(new CountingAnswer(found.Width, found.Parameters, found.WidthBound, found.ParameterBound));
    }
}

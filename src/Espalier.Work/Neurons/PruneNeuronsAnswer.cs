using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>A subset of neurons and what is known about it.</summary>
/// <param name="Status">Whether it is proven to be the best.</param>
/// <param name="Kept">Its neurons, ascending.</param>
/// <param name="Error">Both sides of its error.</param>
/// <param name="Witness">A point of the ball at which the difference is at least the lower side.</param>
/// <param name="Bound">No subset has a smaller error: the better of the two that follow.</param>
/// <param name="SearchBound">What the search proves.</param>
/// <param name="WitnessBound">What a witness proves, for refits too.</param>
/// <param name="Cone">For the method that takes neurons near the target.</param>
/// <param name="Refit">The same neurons with other coefficients.</param>
/// <param name="Work">Units of work done.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record PruneNeuronsAnswer(
    NeuronSubsetStatus Status,
    IReadOnlyList<int> Kept,
    ErrorInterval Error,
    IReadOnlyList<double> Witness,
    double Bound,
    double SearchBound,
    double WitnessBound,
    ConeValue? Cone,
    Refitted Refit,
    long Work,
    double Seconds);

/// <summary>What the knapsack over neurons near the target says.</summary>
/// <param name="Value">The error is at most this, without any sign pattern looked at.</param>
/// <param name="Bound">No subset has a smaller value (but may have a smaller error).</param>
public sealed record ConeValue(double Value, double Bound);

/// <summary>The kept neurons with other coefficients.</summary>
/// <param name="Error">Of the best coefficients found.</param>
/// <param name="LeastSquares">The error of those by least squares.</param>
/// <param name="Minimax">Between which the smallest error of any coefficients lies.</param>
public sealed record Refitted(ErrorInterval Error, ErrorInterval LeastSquares, ErrorInterval Minimax);

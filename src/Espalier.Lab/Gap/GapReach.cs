using System.Collections.Immutable;
using Espalier.Lab.Experiments.Gap;

namespace Espalier.Lab.Gap;

/// <summary>
/// How far each method is followed: down to which tolerance, up to which width, with how much work. All of it is fixed before anything
/// runs.
/// </summary>
/// <param name="Epsilons">The tolerances, largest first.</param>
/// <param name="MostWidth">The widest parent.</param>
/// <param name="Effort">The work of a search.</param>
internal sealed record GapReach(ImmutableArray<double> Epsilons, long MostWidth, int Effort)
{
    /// <summary>
    /// On the circle all subsets can be gone through for longer than one might wait in other dimensions, where more work hardly helps.
    /// </summary>
    private static readonly (int Standard, int Full) CircleEffort = (3, 6);

    private static readonly (int Standard, int Full) SphereEffort = (1, 3);

    private static readonly double[] Coarse = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0001, 0.00001];

    private static readonly double[] Sums = [0.8, 0.6, 0.4, 0.2, 0.1, 0.05, 0.01, 0.001, 0.0001, 0.00001, 0.000001];

    /// <summary>The smallest tolerance by dimension 2, 3, 4, up to 6, and beyond; first of the standard run, then of the long one.</summary>
    /// <remarks>The standard run ends before its searches settle hardly any draw: that takes long and leaves wide intervals.</remarks>
    private static readonly Dictionary<string, (double[] Standard, double[] Full)> Least = new()
    {
        [GapMethod.Neurons] = ([0.05, 0.3, 0.4, 0.6, 0.7], [0.02, 0.1, 0.2, 0.3, 0.4]),
        [GapMethod.NeuronsRelu] = ([0.3, 0.5, 0.6, 0.7, 0.8], [0.05, 0.2, 0.3, 0.5, 0.6]),
        [GapMethod.Cone] = ([0.05, 0.2, 0.4, 0.7, 0.8], [0.005, 0.02, 0.05, 0.4, 0.5]),
        [GapMethod.WeightsOpen] = ([0.05, 0.2, 0.4, 0.6, 0.7], [0.005, 0.02, 0.1, 0.3, 0.4]),
        [GapMethod.SingleProduct] = ([1e-3, 1e-3, 1e-3, 1e-3, 1e-3], [1e-5, 1e-5, 1e-5, 1e-5, 1e-5]),
        [GapMethod.SingleNeuron] = ([0.01, 0.05, 0.1, 0.3, 0.4], [0.001, 0.01, 0.05, 0.2, 0.3]),
        [GapMethod.Refit] = ([0.02, 0.2, 0.3, 0.5, 0.7], [0.002, 0.05, 0.1, 0.3, 0.4]),
    };

    /// <summary>How far a method is followed in one dimension.</summary>
    public static GapReach Of(GapMethod method, int dimension, GapRequest request)
    {
        (long most, int effort) = method.Name switch
        {
            GapMethod.Neurons when request.IsFull => (1000L, dimension <= 2 ? CircleEffort.Full : SphereEffort.Full),
            GapMethod.Neurons => (200, dimension <= 2 ? CircleEffort.Standard : SphereEffort.Standard),
            GapMethod.NeuronsRelu => (request.IsFull ? 300 : 120L, request.IsFull ? 3 : 1),
            GapMethod.Cone or GapMethod.WeightsOpen => (request.IsFull ? 1_000_000 : 65_536L, 1),
            GapMethod.Refit => (400, 1),
            GapMethod.SingleNeuron or GapMethod.SingleProduct => (request.IsFull ? 100_000_000 : 1_000_000, 1),
            _ => (method.MostWidth, 1),
        };
        ImmutableArray<double> epsilons = request.Epsilons.IsEmpty
            ? Standard(method, dimension, request.IsFull)
            : [.. request.Epsilons.Distinct().OrderDescending()];
        return new(epsilons, most, effort);
    }

    private static ImmutableArray<double> Standard(GapMethod method, int dimension, bool isFull)
    {
        if (method.Name is GapMethod.Weights or GapMethod.WeightsAxis) return [.. Sums];
        (double[] standard, double[] full) = Least[method.Name];
        double least = (isFull ? full : standard)[dimension switch { <= 2 => 0, 3 => 1, 4 => 2, <= 6 => 3, _ => 4 }];
        return [.. Coarse.Where(epsilon => epsilon >= least)];
    }
}

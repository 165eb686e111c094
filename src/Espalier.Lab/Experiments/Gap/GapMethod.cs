using System.Collections.Immutable;

namespace Espalier.Lab.Experiments.Gap;

/// <summary>A way to imitate a neuron by pruning, or a reference beside it.</summary>
/// <param name="Name">The word in specifications and requests.</param>
/// <param name="Title">The words in figures and reports.</param>
/// <param name="IsExact">Whether the width found on a draw is the smallest that the method has; else it is an upper bound.</param>
/// <param name="MostWidth">The widest parent that a cell may ask for.</param>
/// <param name="Meaning">A sentence about it.</param>
public sealed record GapMethod(string Name, string Title, bool IsExact, long MostWidth, string Meaning)
{
    /// <summary>Weight pruning by subset sums.</summary>
    public const string Weights = "weights";

    /// <summary>The closest single product.</summary>
    public const string SingleProduct = "single-product";

    /// <summary>Neuron pruning.</summary>
    public const string Neurons = "neurons";

    /// <summary>The best single neuron.</summary>
    public const string SingleNeuron = "single-neuron";

    /// <summary>Coefficients chosen anew.</summary>
    public const string Refit = "refit";

    /// <summary>All methods, in the order of figures and tables.</summary>
    public static ImmutableArray<GapMethod> All { get; } =
    [
        new(Weights, "weight pruning", true, 1_000_000, "Weights are removed one by one: the parent has b random pairs (u, v) for every input coordinate, and the products u·v that are kept add up to the target's weight, once for positive and once for negative inputs. All optima are exact."),
        new(Neurons, "neuron pruning", false, 10_000, "Hidden neurons are kept or removed whole. A search finds a subset or shows that there is none; where it does neither, the true width may be smaller than the one found."),
        new(SingleProduct, "single product", true, 1_000_000_000, "The polynomial ancestor of weight pruning: of the products on each side the closest one is kept, and nothing is added up."),
        new(SingleNeuron, "single neuron", true, 1_000_000_000, "One hidden neuron is kept as it is, the first that is close enough."),
        new(Refit, "refit of all neurons", false, 2_000, "No pruning but the usual reference: all hidden neurons are kept, and their output coefficients are chosen anew for the smallest error."),
    ];

    /// <summary>The method of a name.</summary>
    public static GapMethod Find(string name) => All.First(method => method.Name == name);
}

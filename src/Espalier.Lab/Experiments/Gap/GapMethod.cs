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

    /// <summary>Weight pruning for a target along one axis.</summary>
    public const string WeightsAxis = "weights-axis";

    /// <summary>Weight pruning without a ReLU behind the output.</summary>
    public const string WeightsOpen = "weights-open";

    /// <summary>Neuron pruning with a ReLU behind the output.</summary>
    public const string NeuronsRelu = "neurons-relu";

    /// <summary>Neurons near the target.</summary>
    public const string Cone = "cone";

    /// <summary>All methods, in the order of figures and tables.</summary>
    public static ImmutableArray<GapMethod> All { get; } =
    [
        new(Weights, "weight pruning", true, 1_000_000,
            "With a ReLU behind the output. Weights are removed one by one: the parent has b random pairs (u, v) for every input "
            + "coordinate, and the products u·v that are kept add up to the target's weight, once for positive and once for negative "
            + "inputs. All optima are exact."),
        new(Neurons, "neuron pruning", false, 10_000,
            "Without a ReLU behind the output. Hidden neurons are kept or removed whole. A search finds a subset or shows that there is "
            + "none; where it does neither, the true width may be smaller than the one found."),
        new(WeightsAxis, "weight pruning, axis target", true, 1_000_000,
            "The target is one input coordinate: every hidden neuron is masked to that coordinate, and the products that are kept add up to "
            + "1. The negative side keeps nothing, so that it makes no difference whether there is a ReLU behind the output."),
        new(WeightsOpen, "weight pruning, no output ReLU", false, 1_000_000,
            "No ReLU behind the output, as neuron pruning has none: weights into a hidden neuron are removed where that brings its "
            + "direction nearer to the target's, and such neurons are then chosen as by their cone. Other masks may need fewer, so widths "
            + "are upper bounds."),
        new(NeuronsRelu, "neuron pruning, output ReLU", false, 10_000,
            "Hidden neurons are kept or removed whole, with a ReLU behind the output as weight pruning has it: the error is that of max(g, 0)."),
        new(Cone, "neurons near the target", true, 1_000_000,
            "Hidden neurons whose directions are near the target's, by a knapsack that minimises a bound on the error which needs no search "
            + "over inputs."),
        new(
            SingleProduct,
            "single product",
            true,
            1_000_000_000,
            "The polynomial ancestor of weight pruning: of the products on each side the closest one is kept, and nothing is added up."),
        new(SingleNeuron, "single neuron", true, 1_000_000_000, "One hidden neuron is kept as it is, the first that is close enough."),
        new(
            Refit,
            "refit of all neurons",
            false,
            2_000,
            "No pruning but the usual reference: all hidden neurons are kept, and their output coefficients are chosen anew for the smallest error."),
    ];

    /// <summary>The method of a name.</summary>
    public static GapMethod Find(string name) => All.First(method => method.Name == name);
}

using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Pruning;

namespace Espalier.Lab.Experiments.Pruning;

/// <summary>One way to take a share out of a trained network, every layer alike.</summary>
/// <param name="Method">What goes.</param>
/// <param name="Removed">The share that goes.</param>
/// <param name="Pattern">At most so many weights are kept of so many inputs in a row; null for none.</param>
public sealed record PruningWay(string Method, double Removed, (int Kept, int Of)? Pattern = null)
{
    /// <summary>Weights of the least magnitude of every layer.</summary>
    public const string Weights = "weights";

    /// <summary>Weights by a pattern of N in M.</summary>
    public const string Patterns = "pattern";

    /// <summary>Neurons and channels of the least norm, with all that is coupled to them.</summary>
    public const string Neurons = "neurons";

    /// <summary>The same, and the layers behind are solved anew.</summary>
    public const string Refitted = "refitted";

    /// <summary>No training: weights of the random network that the training began with are removed by edge-popup.</summary>
    public const string Ticket = "ticket";

    private static readonly ImmutableArray<double> Shares = [0.25, 0.5, 0.75, 0.9];

    /// <summary>Every way that is measured.</summary>
    public static ImmutableArray<PruningWay> All { get; } =
    [
        .. from method in new[] { Weights, Neurons, Refitted } from share in Shares select new PruningWay(method, share),
        new(Patterns, 0.5, (2, 4)),
        new(Patterns, 0.75, (1, 4)),
        new(Patterns, 0.875, (1, 8)),
        new(Ticket, 0.5),
        new(Ticket, 0.9),
    ];

    /// <summary>The name of its measure.</summary>
    public string Name => Pattern is var (kept, of) ? Invariant($"{Method}-{kept}-{of}") : Invariant($"{Method}-{100 * Removed:0}");

    /// <summary>What it is, in a clause.</summary>
    public string Meaning => Method switch
    {
        Weights => Invariant($"without {100 * Removed:0} % of every layer's weights"),
        Neurons => Invariant($"without {100 * Removed:0} % of every layer's neurons and channels"),
        Refitted => Invariant($"without {100 * Removed:0} % of every layer's neurons and channels, the layers behind solved anew"),
        Patterns => Invariant($"with {Pattern!.Value.Kept} of every {Pattern.Value.Of} weights in a row"),
        _ => Invariant($"of the random network without {100 * Removed:0} % of its weights, found by edge-popup"),
    };

    /// <summary>
    /// What is left of a network; of a ticket, which is found and not cut, the same as of weights. Null where nothing would be left of a layer.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="calibration">Inputs for a refit; without them a refitted network has the weights of one that is not.</param>
    /// <param name="cancel">Stops the work.</param>
    public Network? Prune(Network network, CalibrationSet? calibration, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        try
        {
            return Pruned(network, calibration, cancel);
        }
        catch (InvalidInputException refusal) when (refusal.InputSource == "remove")
        {
            return null;
        }
    }

    private Network Pruned(Network network, CalibrationSet? calibration, CancellationToken cancel)
    {
        if (Method is Neurons or Refitted)
        {
            var options = new StructuredOptions { Remove = Removed, Refit = Method == Refitted && calibration is not null };
            return StructuredPruning.Prune(network, options, calibration, null, 1, null, cancel).Network;
        }

        var weights = new WeightOptions { Remove = Pattern is null ? Removed : 0, Pattern = Pattern, Scope = WeightScope.Layer };
        return WeightPruning.Prune(network, weights, null, 1, null, cancel);
    }
}

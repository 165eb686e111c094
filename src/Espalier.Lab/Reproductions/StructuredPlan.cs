using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Lab.Experiments.Pruning;
using Espalier.Lab.Specifications;

namespace Espalier.Lab.Reproductions;

/// <summary>What is trained and pruned to see the trade between removing weights and removing neurons.</summary>
/// <param name="Networks">As the experiment <c>pruning-trade</c> names them.</param>
/// <param name="Data">The images.</param>
/// <param name="Examples">Training images.</param>
/// <param name="Tests">Test images.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Seeds">Networks trained at each point.</param>
public sealed record StructuredPlan(
    ImmutableArray<string> Networks, ImmutableArray<string> Data, int Examples, int Tests, int Epochs, int Seeds)
{
    /// <summary>Units of a hidden layer of the dense network; 0 for the usual.</summary>
    public int Units { get; init; }

    /// <summary>Channels of the residual network; 0 for the usual.</summary>
    public int Channels { get; init; }

    /// <summary>The learning rate of the first epoch.</summary>
    public double LearningRate { get; init; } = 0.05;

    private const string Source = "reproduce structured";

    /// <summary>Those of a search without training are higher.</summary>
    private const double TicketRate = 0.1;

    private static readonly ImmutableArray<string> AllNetworks = ["dense", "lenet5", "residual"];

    /// <summary>The plan for MNIST and Fashion-MNIST.</summary>
    public static StructuredPlan ForImages(ExperimentBudget budget) => budget switch
    {
        ExperimentBudget.Short => new(AllNetworks, ["mnist", "fashion-mnist"], 10_000, 5_000, 3, 3),
        ExperimentBudget.Standard => new(AllNetworks, ["mnist", "fashion-mnist"], 20_000, 10_000, 5, 3),
        _ => new(AllNetworks, ["mnist", "fashion-mnist"], 60_000, 10_000, 10, 5),
    };

    /// <summary>A tiny plan on the built-in digits, which need no file.</summary>
    public static StructuredPlan ForGlyphs() => new(AllNetworks, ["glyphs"], 2000, 400, 4, 2) { Units = 32, Channels = 10, LearningRate = 0.1 };

    /// <summary>Whether what comes out can be held against what is claimed.</summary>
    public bool HasVerdicts => !Data.Contains("glyphs");

    /// <summary>The width of a network.</summary>
    public int WidthOf(string network) => network switch { "dense" => Units, "residual" => Channels, _ => 0 };

    /// <summary>A network whose weights are yet to be trained.</summary>
    public Network Blueprint(string network) => PruningTradeExperiment.Blueprint(network, WidthOf(network));

    /// <summary>A network's name for people.</summary>
    public string NameOf(string network) => network switch
    {
        "lenet5" => "LeNet-5",
        "residual" => Invariant($"residual, {Blueprint(network).Nodes[0].Operator.Parameters.First().Shape[0]} channels"),
        _ => string.Join('-', (int[])[784, .. Widths(network), 10]),
    };

    /// <summary>The trainings.</summary>
    internal Sweep Trainings(PruningTradeExperiment experiment) => SweepPlan.Of(
        experiment,
        Networks.Select(network => new GridOf<PruningTradeParameters>(
            new PruningTradeParameters
            {
                Network = network,
                Width = WidthOf(network),
                Examples = Examples,
                Tests = Tests,
                Epochs = Epochs,
                LearningRate = LearningRate,
                TicketRate = TicketRate,
            }).Over(point => point.Data, Data)),
        Seeds,
        Source);

    private int[] Widths(string network) => Units > 0 || network != "dense" ? [WidthOf(network), WidthOf(network)] : [500, 500];
}

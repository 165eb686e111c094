using System.Collections.Immutable;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Specifications;

namespace Espalier.Lab.Reproductions;

/// <summary>How much of Experiment 2 is run.</summary>
public enum ExperimentBudget
{
    /// <summary>A look in minutes: a sixth of the images, five epochs, three removed shares.</summary>
    Short,

    /// <summary>Under half an hour on two cores.</summary>
    Standard,

    /// <summary>The published grid: more than a day on two cores.</summary>
    Full,
}

/// <summary>What is run of Experiment 2 of Pensia et al. 2020: its panels, and what was cut from the published grid.</summary>
/// <param name="Panels">One per network.</param>
/// <param name="Data">The images: mnist or glyphs.</param>
/// <param name="Convolutions">LeNet-5's convolutions: trained or random.</param>
/// <param name="Examples">Training images.</param>
/// <param name="Tests">Test images.</param>
/// <param name="Hidden">Units of each hidden layer of the dense networks.</param>
public sealed record PensiaExperiment2Plan(ImmutableArray<PanelPlan> Panels, string Data, string Convolutions, int Examples, int Tests, int Hidden)
{
    /// <summary>MNIST's training images.</summary>
    internal const int AllExamples = 60_000;

    /// <summary>Pairs per weight, as published; the experiment's default.</summary>
    internal const int Pairs = 5;

    private const int PublishedHidden = 500;

    private const string Source = "reproduce pensia-experiment-2";

    private static readonly ImmutableArray<double> PublishedShares = [0, 0.01, 0.02, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.98, 0.99];

    private static readonly string[] PaperOrder = ["two-layer", "four-layer", "lenet"];

    private static readonly ImmutableArray<int> PublishedEpochs = [10, 20, 30, 50, 100];

    /// <summary>The structures in the order of the curves.</summary>
    public static ImmutableArray<string> Structures { get; } = ["linear", "relu", "wide"];

    /// <summary>The plan for MNIST.</summary>
    /// <param name="budget">How much is run.</param>
    /// <param name="convolutions">LeNet-5's convolutions: trained, as the published code loads them, or random.</param>
    public static PensiaExperiment2Plan ForMnist(ExperimentBudget budget, string convolutions)
    {
        ImmutableArray<PanelPlan> panels = budget switch
        {
            ExperimentBudget.Short => Each([5], [5], [0, 0.5, 0.99], [0, 0.5, 0.99]),
            ExperimentBudget.Standard => Each([10], [5], [0, 0.1, 0.5, 0.9, 0.99], [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]),
            _ => Each(PublishedEpochs, PublishedEpochs, PublishedShares, PublishedShares),
        };
        return new PensiaExperiment2Plan(
            panels, "mnist", convolutions, budget == ExperimentBudget.Short ? 10_000 : AllExamples, 10_000, PublishedHidden);
    }

    /// <summary>A tiny plan on the built-in digits, which need no file: the shape of the curves in seconds.</summary>
    public static PensiaExperiment2Plan ForGlyphs() => new(Each([4], [4], [0, 0.5, 0.99], [0, 0.5, 0.99]), "glyphs", "random", 2000, 500, 24);

    /// <summary>The panels in the order of the paper, which is not that of the work.</summary>
    public IEnumerable<PanelPlan> PanelsInOrder() => Panels.OrderBy(panel => Array.IndexOf(PaperOrder, panel.Network));

    /// <summary>What was cut from the published grid, a clause each; empty for nothing.</summary>
    public ImmutableArray<string> Cuts()
    {
        var cuts = ImmutableArray.CreateBuilder<string>();
        if (Data != "mnist") cuts.Add($"the images are {Data}, not MNIST: nothing published applies");
        if (Examples < AllExamples) cuts.Add(Invariant($"{Examples} training images of {AllExamples}"));
        if (Hidden != PublishedHidden) cuts.Add(Invariant($"{Hidden} hidden units of {PublishedHidden}"));
        if (Convolutions != "trained") cuts.Add("LeNet-5's convolutions are random, not the published ones");
        foreach (PanelPlan panel in PanelsInOrder())
        {
            if (!panel.Epochs.SequenceEqual(PublishedEpochs))
                cuts.Add(
                    $"{panel.Network}: {string.Join(", ", panel.Epochs)} epochs, where the best of {string.Join(", ", PublishedEpochs)} was taken");
            if (panel.Removed.Length < PublishedShares.Length)
                cuts.Add($"{panel.Network}: {panel.Removed.Length} removed shares of {PublishedShares.Length}");
        }

        return cuts.ToImmutable();
    }

    /// <summary>The searches; the longest come first, so that all threads end together.</summary>
    internal Sweep Searches(EdgePopupExperiment experiment) =>
        SweepPlan.Of(experiment, Panels.SelectMany(panel => Structures.Reverse().Select(structure => SearchGrid(panel, structure))), 1, Source);

    /// <summary>The trained networks.</summary>
    internal Sweep Trainings(TrainedNetworkExperiment experiment) => SweepPlan.Of(experiment, Panels.Select(TrainingGrid), 1, Source);

    /// <summary>
    /// Pixels as the published code standardises them, except where a ReLU structure reads them directly: it is searched on inputs of
    /// at least 0.
    /// </summary>
    internal static string PixelsOf(string network, string structure) => structure == "relu" && network != "lenet" ? "unit" : "standard";

    private static ImmutableArray<PanelPlan> Each(
        ImmutableArray<int> epochs, ImmutableArray<int> fourLayerEpochs, ImmutableArray<double> removed, ImmutableArray<double> leNetRemoved) =>
    [
        new("four-layer", fourLayerEpochs, removed, 0.1),
        new("two-layer", epochs, removed, 0.1),
        new("lenet", epochs, leNetRemoved, 0.01),
    ];

    private GridOf<EdgePopupParameters> SearchGrid(PanelPlan panel, string structure)
    {
        var grid = new GridOf<EdgePopupParameters>(
            Of(panel, PixelsOf(panel.Network, structure), new EdgePopupParameters()) with { Structure = structure });
        return grid.Over(point => point.Removed, panel.Removed).Over(point => point.Epochs, panel.Epochs);
    }

    private GridOf<NetworkParameters> TrainingGrid(PanelPlan panel) =>
        new GridOf<NetworkParameters>(Of(panel, "standard", new NetworkParameters())).Over(point => point.Epochs, panel.Epochs);

    /// <summary>What searching and training share; LeNet-5 has layers of its own, and only it has convolutions.</summary>
    private T Of<T>(PanelPlan panel, string pixels, T parameters)
        where T : NetworkParameters
    {
        NetworkParameters common = parameters with
        {
            Network = panel.Network,
            Pixels = pixels,
            Data = Data,
            Examples = Examples,
            Tests = Tests,
            LearningRate = panel.LearningRate,
        };
        return (T)(panel.Network == "lenet" ? common with { Convolutions = Convolutions } : common with { Hidden = Hidden });
    }
}

/// <summary>What is run for one network.</summary>
/// <param name="Network">two-layer, four-layer or lenet.</param>
/// <param name="Epochs">Lengths of the searches; the best counts.</param>
/// <param name="Removed">Removed shares.</param>
/// <param name="LearningRate">Of the first epoch.</param>
public sealed record PanelPlan(string Network, ImmutableArray<int> Epochs, ImmutableArray<double> Removed, double LearningRate);

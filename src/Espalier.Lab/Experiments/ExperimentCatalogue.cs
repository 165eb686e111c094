using System.Collections.Immutable;
using Espalier.Lab.Data;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Experiments.Pruning;
using Espalier.Lab.Experiments.SubsetSums;
using Espalier.Lab.Experiments.Theory;
using Espalier.Lab.Experiments.Tickets;

namespace Espalier.Lab.Experiments;

/// <summary>Every experiment that ships with the lab. A new one is a class and a line here.</summary>
public static class ExperimentCatalogue
{
    /// <summary>Shared, so that a set is read once.</summary>
    private static readonly TrainingData Data = TrainingData.InDataFolder();

    /// <summary>In the order in which they are listed.</summary>
    public static ImmutableArray<Experiment> All { get; } =
    [
        new SubsetSumLawExperiment(),
        new SubsetSumNeededExperiment(),
        new UniversalityExperiment(),
        new BirthDeathChainExperiment(),
        new CoupledProcessesExperiment(),
        new SphericalCapExperiment(),
        new EdgePopupExperiment(Data),
        new TrainedNetworkExperiment(Data),
        new SubnetworkExperiment(Data),
        new PruningTradeExperiment(Data),
        new PrunedFeaturesExperiment(PrunedFeaturesExperiment.InDataFolder()),
        new WidthNeededExperiment(),
    ];

    /// <summary>The experiment of a name, or null.</summary>
    public static Experiment? Find(string name) => All.FirstOrDefault(experiment => experiment.Name == name);
}

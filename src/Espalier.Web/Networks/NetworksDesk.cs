using Espalier.Lab.Figures;
using Espalier.Web.Files;
using Espalier.Web.Jobs;
using Espalier.Work.Pruning;

namespace Espalier.Web.Networks;

/// <summary>Sets networks of the models folder side by side.</summary>
public sealed class NetworksDesk(Workbench bench, ModelFolder models)
{
    /// <summary>Begins the work.</summary>
    internal RunningJob Start(NetworksView view) => bench.Start(
        $"Comparing {string.Join(", ", view.Networks)}", view.Command(models), new CompareNetworksJob(), view.Request(models));

    /// <summary>The figure of a job that was answered.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    internal Figure Figure(NetworksView view) =>
        (bench.Find(view.Job)?.Answer is CompareNetworksAnswer found ? NetworksFigures.Trade(found, view.Networks) : null)
        ?? throw new InvalidInputException("job", null, "there is no comparison with times here", "compare again");
}

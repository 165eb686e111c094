using System.Diagnostics;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Lab.Data;
using Espalier.Lab.Reproductions;
using Espalier.Training.DataSets;
using Espalier.Work.Data;

namespace Espalier.Work.Reproductions;

/// <summary>Experiment 1 of Pensia et al. to repeat.</summary>
public sealed record PensiaExperiment1Request
{
    /// <summary>The published network fc2.pt; that of the user's data folder if not given.</summary>
    public string? Target { get; init; }

    /// <summary>MNIST, for the accuracies: a folder, or its name.</summary>
    public string Data { get; init; } = DataSource.Mnist;

    /// <summary>The seed of the candidates.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Repeats Experiment 1 of Pensia et al.: 397 000 subset sums.</summary>
public sealed class PensiaExperiment1Job : IJob<PensiaExperiment1Request, ReproductionAnswer>
{
    /// <summary>What it is called.</summary>
    public const string Name = "pensia-experiment-1";

    /// <summary>What it repeats.</summary>
    public const string Summary = "Pensia et al. 2020, Experiment 1: 397 000 subset sums, published as 77 266 s on 36 cores";

    /// <inheritdoc/>
    public Outcome<ReproductionAnswer> Run(PensiaExperiment1Request request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Network network = NetworkFile.Read(request.Target ?? Path.Combine(DataFolder.Of("pensia"), "fc2.pt")).Network;
        LabelledImages images = DataSource.Open(request.Data, training: false, null, request.Seed, place);
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<ReproductionRow> rows = PensiaExperiment1.Run(
            network, images, request.Seed, place.Threads, TimeProvider.System, place.Stage("reproducing"), place.Cancel);
        return ReproductionAnswer.Of(rows, started);
    }
}

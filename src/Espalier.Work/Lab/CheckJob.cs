using Espalier.Lab.Specifications;

namespace Espalier.Work.Lab;

/// <summary>A specification to check without running it.</summary>
public sealed record CheckRequest
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>What to call it in messages.</summary>
    public string Source { get; init; } = "specification";
}

/// <summary>What a specification asks for.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Name">What a store would call the sweep.</param>
/// <param name="Points">Points of the grid.</param>
/// <param name="Cells">Cells, at most.</param>
/// <param name="StoppingRule">How many replicates.</param>
/// <param name="Store">The store that it names, or null.</param>
public sealed record CheckAnswer(string Experiment, string Name, long Points, double Cells, string StoppingRule, string? Store);

/// <summary>Reads a specification and tells what it asks for; a complaint names the line.</summary>
public sealed class CheckJob : IJob<CheckRequest, CheckAnswer>
{
    /// <inheritdoc/>
    public Outcome<CheckAnswer> Run(CheckRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Sweep sweep = SweepWork.Read(request.Source, request.Text, null, place.Cancel);
        long points = sweep.Points().LongCount(_ =>
        {
            place.Cancel.ThrowIfCancellationRequested();
            return true;
        });
        return Outcome.Of(
            new CheckAnswer(
                sweep.Experiment.Name, sweep.Name, points, (double)points * sweep.Stopping.MostReplicates, sweep.Stopping.Description, sweep.Store));
    }
}

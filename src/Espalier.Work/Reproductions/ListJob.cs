namespace Espalier.Work.Reproductions;

/// <summary>Asks what can be reproduced.</summary>
public sealed record ListRequest;

/// <summary>Everything that can be reproduced.</summary>
public sealed record ListAnswer(ListedReproduction[] Reproductions);

/// <summary>A table or figure of a paper.</summary>
public sealed record ListedReproduction(string Name, string Description);

/// <summary>Lists the tables and figures of the papers that can be repeated.</summary>
public sealed class ListJob : IJob<ListRequest, ListAnswer>
{
    /// <inheritdoc/>
    public Outcome<ListAnswer> Run(ListRequest request, Workplace place) => Outcome.Of(new ListAnswer(
    [
        new(PensiaExperiment1Job.Name, PensiaExperiment1Job.Summary),
        new(PensiaExperiment2Job.Name, PensiaExperiment2Job.Summary),
        new(GapReproductionJob.Name, GapReproductionJob.Summary),
        new(FerreFiguresJob.Name, FerreFiguresJob.Summary),
        new(StructuredJob.Name, StructuredJob.Summary),
    ]));
}

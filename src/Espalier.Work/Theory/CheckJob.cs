using Espalier.Theory;

namespace Espalier.Work.Theory;

/// <summary>All statements to check.</summary>
public sealed record CheckRequest
{
    /// <summary>Instances of a cheap check; others make a fixed share.</summary>
    public int Trials { get; init; } = TheoryCheck.DefaultTrials;

    /// <summary>The seed of the instances.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Every statement with what came of checking it.</summary>
/// <param name="Checks">The rows.</param>
/// <param name="Sources">What the marks in the names mean.</param>
public sealed record CheckAnswer(CheckRow[] Checks, IReadOnlyDictionary<string, string> Sources);

/// <summary>One statement.</summary>
/// <param name="Name">Its source and its number there.</param>
/// <param name="Trials">Comparisons made.</param>
/// <param name="Violations">Comparisons that failed.</param>
/// <param name="WorstSlack">The smallest margin.</param>
/// <param name="Holds">Whether the statement is claimed in this form.</param>
/// <param name="AsExpected">No violation where there should be none, and at least one where the statement needs a repair.</param>
/// <param name="Statement">What is claimed.</param>
/// <param name="Note">How it is checked, and what is wrong with it.</param>
/// <param name="Measured">A number met on the way, or null.</param>
public sealed record CheckRow(
    string Name, long Trials, long Violations, double WorstSlack, bool Holds, bool AsExpected, string Statement, string Note, string? Measured)
{
    internal string Verdict => (Holds, Violations > 0) switch
    {
        (true, false) => "holds",
        (true, true) => "VIOLATED",
        (false, true) => "needs a repair",
        (false, false) => "no counterexample yet",
    };
}

/// <summary>Checks every statement; negative when one that is claimed was violated.</summary>
public sealed class CheckJob : IJob<CheckRequest, CheckAnswer>
{
    /// <inheritdoc/>
    public Outcome<CheckAnswer> Run(CheckRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        CheckRow[] rows = [.. TheoryCheck.Run(request.Trials, request.Seed, place.Threads, place.Stage("checking"), place.Cancel).Select(Row)];
        var sources = TheoryCheck.Sources.ToDictionary(source => source.Mark, source => source.Source);
        return Outcome.Of(new CheckAnswer(rows, sources), rows.All(row => !row.Holds || row.Violations == 0));
    }

    private static CheckRow Row(TheoryCheckRow row) =>
        new(row.Name, row.Trials, row.Violations, row.WorstSlack, row.Holds, row.AsExpected, row.Statement, row.Note, row.Measured);
}

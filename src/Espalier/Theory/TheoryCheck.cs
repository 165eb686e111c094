using System.Collections.Immutable;
using Espalier.Theory.Checks;

namespace Espalier.Theory;

/// <summary>What came of checking one statement.</summary>
/// <param name="Name">The statement, with its source (<see cref="TheoryCheck.Sources"/>) and its number there.</param>
/// <param name="Holds">Whether the statement is claimed to hold in this form; if not, violations are expected, and the note names the repair.</param>
/// <param name="Trials">Comparisons made.</param>
/// <param name="Violations">Comparisons that failed.</param>
/// <param name="WorstSlack">
/// The smallest margin, relative to what the statement claims (in logarithms or in states where it speaks of probabilities
/// or counts); below 0 it fails.
/// </param>
/// <param name="Statement">What is claimed, in one sentence.</param>
/// <param name="Note">What is exact, what is sampled, and what is wrong with the statement as printed.</param>
/// <param name="Measured">A number met on the way, or null.</param>
public sealed record TheoryCheckRow(
    string Name, bool Holds, long Trials, long Violations, double WorstSlack, string Statement, string Note, string? Measured)
{
    /// <summary>No violation where there should be none, and at least one where the statement needs a repair.</summary>
    public bool AsExpected => Holds ? Violations == 0 : Violations > 0;
}

/// <summary>Every lemma and process of the proofs on random and adversarial instances.</summary>
public static class TheoryCheck
{
    /// <summary>Instances of a cheap check; others make a fixed share of it.</summary>
    public const int DefaultTrials = 2000;

    /// <summary>What the marks in front of the statements mean.</summary>
    public static ImmutableArray<(string Mark, string Source)> Sources { get; } =
    [
        ("[F]", "Ferre' et al. 2026 (v2), Structured vs. Unstructured Pruning: An Exponential Gap"),
        ("[P]", "Pensia, Rajput, Nagle, Vishwakarma, Papailiopoulos 2020, Optimal Lottery Tickets via SubsetSum"),
        ("[N]", "our note, docs/note: lower bounds for neuron pruning that rest on nothing unproven"),
    ];

    /// <summary>The checks, those of the papers first.</summary>
    internal static ImmutableArray<CheckDefinition> Definitions { get; } = [.. PaperStatements.All, .. NoteStatements.All];

    /// <summary>Runs all checks.</summary>
    /// <param name="trials">Instances of a cheap check.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="threads">How many checks run at once; changes no result.</param>
    /// <param name="progress">The part done, from 0 to 1.</param>
    /// <param name="cancel">Stops the checks.</param>
    public static ImmutableArray<TheoryCheckRow> Run(
        int trials, ulong seed, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        if (trials < 1) throw new InvalidInputException("trials", null, $"the number is {trials}", "give a whole number from 1 on");
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var rows = new TheoryCheckRow[Definitions.Length];
        int done = 0;
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, i =>
        {
            rows[i] = Definitions[i].Row(trials, seed, constant: null, cancel);
            progress?.Report((double)Interlocked.Increment(ref done) / rows.Length);
        });
        return [.. rows];
    }
}

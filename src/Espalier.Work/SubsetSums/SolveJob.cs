using Espalier.SubsetSums;
using Espalier.Work.Inputs;

namespace Espalier.Work.SubsetSums;

/// <summary>Subset sums to solve.</summary>
public sealed record SolveRequest
{
    /// <summary>One list that all targets share, or one list per target.</summary>
    public required IReadOnlyList<double[]> Candidates { get; init; }

    /// <summary>The targets.</summary>
    public required IReadOnlyList<double> Targets { get; init; }

    /// <summary>The tolerance; without one, every target has a best subset.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The smallest error, or the fewest kept within the tolerance, which then must be given.</summary>
    public SubsetSumObjective Objective { get; init; } = SubsetSumObjective.Error;

    /// <summary>The file that holds them, for messages, or null.</summary>
    public string? Source { get; init; }
}

/// <summary>The best subset for every target.</summary>
/// <param name="Solutions">In the order of the targets.</param>
public sealed record SolveAnswer(Solution[] Solutions);

/// <summary>The best subset for one target.</summary>
/// <param name="Status">found, or infeasible: then the rest is about the subset that comes closest.</param>
/// <param name="Kept">Indices into the list of candidates.</param>
/// <param name="Sum">What they sum to.</param>
/// <param name="Error">How far that is from the target.</param>
public sealed record Solution(SubsetSumStatus Status, int[] Kept, double Sum, double Error)
{
    internal static Solution Of(SubsetSumResult result) =>
        new(result.Status, [.. Enumerable.Range(0, SubsetSum.MaxCandidates).Where(i => ((result.Mask >> i) & 1) != 0)], result.Sum, result.Error);
}

/// <summary>Solves subset sums exactly; negative when one is infeasible.</summary>
public sealed class SolveJob : IJob<SolveRequest, SolveAnswer>
{
    /// <inheritdoc/>
    public Outcome<SolveAnswer> Run(SolveRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        try
        {
            SubsetSumResult[] results = Solve(request, Tolerance(request), place);
            return Outcome.Of(
                new SolveAnswer([.. results.Select(Solution.Of)]), Array.TrueForAll(results, result => result.Status == SubsetSumStatus.Found));
        }
        catch (InvalidInputException problem) when (request.Source is { } file)
        {
            throw new InvalidInputException(
                file, problem.Place is null
                    ? problem.InputSource
                    : $"{problem.InputSource} {problem.Place}", problem.Problem, problem.Remedy, problem);
        }
    }

    private static double Tolerance(SolveRequest request)
    {
        if (request.Epsilon is { } tolerance)
        {
            return tolerance > 0
                ? tolerance
                : throw new InvalidInputException("epsilon", null, $"the value is {Numerals.Text(tolerance)}", "give a number above 0");
        }

        return request.Objective == SubsetSumObjective.Error
            ? double.PositiveInfinity
            : throw new InvalidInputException("epsilon", null, "there is no \"epsilon\"", "the edges objective needs a tolerance, such as 0.01");
    }

    private static SubsetSumResult[] Solve(SolveRequest request, double epsilon, Workplace place)
    {
        (double[][] lists, double[] targets) = ([.. request.Candidates], [.. request.Targets]);
        if (lists.Length != 1 && lists.Length != targets.Length)
        {
            throw new InvalidInputException(
                "candidates", null, $"there are {lists.Length} lists for {targets.Length} targets", "give one shared list, or one list per target");
        }

        var results = new SubsetSumResult[targets.Length];
        IProgress<long>? progress = place.Stage<long>("solving", solved => (double)solved / results.Length);
        bool done = lists.Length == 1
            ? SubsetSumBatch.SolveList(lists[0], targets, request.Objective, epsilon, results, place.Threads, progress, place.Cancel)
            : SubsetSumBatch.SolveFresh(Instances(lists, targets), request.Objective, epsilon, results, place.Threads, progress, place.Cancel);
        return done ? results : throw new OperationCanceledException(place.Cancel);
    }

    private static SubsetSumSource Instances(double[][] lists, double[] targets)
    {
        foreach (double[] list in lists) SubsetSum.RequireCandidates(list);
        return (int instance, Span<double> candidates, out double target) =>
        {
            lists[instance].CopyTo(candidates);
            target = targets[instance];
            return lists[instance].Length;
        };
    }
}

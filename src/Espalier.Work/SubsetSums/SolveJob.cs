using Espalier.SubsetSums;
using Espalier.Work.Inputs;

namespace Espalier.Work.SubsetSums;

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

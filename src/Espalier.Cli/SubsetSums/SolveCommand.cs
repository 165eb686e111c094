using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.SubsetSums;

namespace Espalier.Cli.SubsetSums;

/// <summary><c>espalier subset-sum solve FILE</c>: the best subset for every target of a file.</summary>
internal static class SolveCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "JSON with candidates (one list, or one list per target), targets, epsilon and objective" };
        return new Verb("solve", "Find the best subset for every target, exactly", "espalier subset-sum solve instances.json --json") { file }
            .Runs(call =>
            {
                string path = call.Value(file);
                SubsetSumFile instances = SubsetSumFile.Read(path);
                SubsetSumResult[] results = Solve(path, instances, call);
                bool found = Array.TrueForAll(results, result => result.Status == SubsetSumStatus.Found);
                return Answer.Of(new Solutions([.. results.Select(Solution.Of)]), Show, found);
            });
    }

    private static SubsetSumResult[] Solve(string path, SubsetSumFile instances, Call call)
    {
        var results = new SubsetSumResult[instances.Targets.Length];
        try
        {
            bool done = call.Follow<long, bool>("solving", solved => (double)solved / results.Length, progress => instances.Candidates.Length == 1
                ? SubsetSumBatch.SolveList(instances.Candidates[0], instances.Targets, instances.Objective, instances.Epsilon, results, call.Threads, progress, call.Cancel)
                : SubsetSumBatch.SolveFresh(Instance(instances), instances.Objective, instances.Epsilon, results, call.Threads, progress, call.Cancel));
            if (!done) throw new OperationCanceledException(call.Cancel);
            return results;
        }
        catch (InvalidInputException problem)
        {
            throw new InvalidInputException(path, problem.Place is null ? problem.InputSource : $"{problem.InputSource} {problem.Place}", problem.Problem, problem.Remedy, problem);
        }
    }

    private static SubsetSumSource Instance(SubsetSumFile instances)
    {
        foreach (double[] list in instances.Candidates) SubsetSum.RequireCandidates(list);
        return (int instance, Span<double> candidates, out double target) =>
        {
            instances.Candidates[instance].CopyTo(candidates);
            target = instances.Targets[instance];
            return instances.Candidates[instance].Length;
        };
    }

    private static void Show(Solutions found, Page page) =>
        page.Table(
            ["target", "status", "error", "sum", "kept"],
            [.. found.All.Select((solution, i) => new[] { Numerals.Text(i), solution.Status, Numerals.Text(solution.Error), Numerals.Text(solution.Sum), string.Join(' ', solution.Kept) })]);

    private sealed record Solutions([property: System.Text.Json.Serialization.JsonPropertyName("solutions")] Solution[] All);

    private sealed record Solution(string Status, int[] Kept, double Sum, double Error)
    {
        public static Solution Of(SubsetSumResult result) =>
            new(
                result.Status == SubsetSumStatus.Found ? "found" : "infeasible",
                [.. Enumerable.Range(0, SubsetSum.MaxCandidates).Where(i => ((result.Mask >> i) & 1) != 0)],
                result.Sum,
                result.Error);
    }
}

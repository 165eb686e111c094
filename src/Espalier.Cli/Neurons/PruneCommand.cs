using System.CommandLine;
using System.Diagnostics;
using Espalier.Cli.Frame;
using Espalier.Neurons;
using Espalier.Numerics.Random;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Neurons;

/// <summary><c>espalier neurons prune FILE | --dimension D --width N</c>: the best subset of neurons.</summary>
internal static class PruneCommand
{
    private const int DefaultRounds = 4;

    /// <summary>Relative gap of the best coefficients at d = 2, and beyond, where every supremum is a search.</summary>
    private const double CircleGap = 1e-6;

    private const double SphereGap = 1e-3;

    private enum Method
    {
        Exact = 0,
        Search = 1,
    }

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "JSON with weights, coefficients, target and radius", Arity = ArgumentArity.ZeroOrOne };
        Option<int> dimension = Options.Integer("--dimension", "D", "draw a problem with so many coordinates", minimum: 1, maximum: 1000);
        Option<int> width = Options.Integer("--width", "N", "draw a problem with so many neurons", minimum: 0, maximum: 1_000_000);
        Option<Method> method = Options.Choice<Method>("--method", "exact proves its answer; search does not", Method.Search);
        Option<double> limit = Options.TimeLimit();
        Option<long> work = Options.LongInteger("--work-limit", "W", "stop after so many units of work, each about a tenth of a microsecond, with the same answer on every machine");
        return new Verb("prune", "Find the subset of neurons with the smallest error", "espalier neurons prune --dimension 2 --width 40 --method exact") { file, dimension, width, method, limit, work }
            .Runs(call =>
            {
                NeuronProblem problem = Problem(call, call.Optional(file), dimension, width);
                using CancellationTokenSource stop = call.StopAfter(limit);
                long start = Stopwatch.GetTimestamp();
                long most = call.Given(work) ? call.Value(work) : long.MaxValue;

                // With a limit the search goes on until it is reached.
                int rounds = call.Given(limit) || call.Given(work) ? int.MaxValue : DefaultRounds;
                NeuronSubsetResult found = call.Follow<NeuronSubsetProgress, NeuronSubsetResult>(
                    "pruning",
                    static step => step.Error > 0 ? step.Bound / step.Error : 1,
                    progress => call.Value(method) == Method.Exact
                        ? NeuronSubset.Exact(problem, work: most, threads: call.Threads, progress: progress, cancel: stop.Token)
                        : NeuronSubset.Search(problem, rounds, call.Seed, most, call.Threads, progress, stop.Token),
                    static step => $"error {step.Error:G4}, none below {step.Bound:G4}");
                if (call.Cancel.IsCancellationRequested) call.Warn("interrupted: this is the best so far, and the bound holds");
                if (problem.Dimension == 1) call.Warn("with one coordinate every neuron is a weight on one of two rays: this is pruning by weights");
                RefitResult squares = Refit.LeastSquares(problem, [.. found.Kept], call.Cancel);
                RefitResult minimax = Refit.Minimax(problem, [.. found.Kept], problem.Dimension > 2 ? SphereGap : CircleGap, cancel: call.Cancel);
                var answer = new Pruned(
                    found.Status,
                    found.Kept,
                    ErrorInterval.Of(found.Error),
                    found.Error.Witness,
                    found.Bound,
                    new Refitted(ErrorInterval.Of(minimax.Error), ErrorInterval.Of(squares.Error), new ErrorInterval(minimax.Bound, minimax.Error.Upper)),
                    found.Work,
                    Stopwatch.GetElapsedTime(start).TotalSeconds);
                return Answer.Of(answer, Show, cutShort: call.Cancel.IsCancellationRequested);
            });
    }

    private static NeuronProblem Problem(Call call, string? path, Option<int> dimension, Option<int> width)
    {
        bool drawn = call.Given(dimension) || call.Given(width);
        if (path is not null == drawn)
            throw new InvalidInputException("neurons prune", null, drawn ? "a file and a problem to draw are both given" : "there is no problem", "give either FILE or --dimension and --width");
        if (path is not null) return NeuronFile.Read(path).Problem;
        if (!call.Given(dimension) || !call.Given(width))
            throw new InvalidInputException("neurons prune", null, "--dimension and --width go together", "give both");
        return NeuronProblem.Draw(new RandomStream(call.Seed, 0, StreamPurpose.Experiment), call.Value(dimension), call.Value(width));
    }

    private static void Show(Pruned found, Page page) => page.Table(
        ["quantity", "value"],
        [
            ["status", found.Status.ToString().ToLowerInvariant()],
            ["kept neurons", Numerals.Text(found.Kept.Count)],
            ["kept", string.Join(' ', found.Kept)],
            ["error at least", Numerals.Text(found.Error.Lower)],
            ["error at most", Numerals.Text(found.Error.Upper)],
            ["at the direction", string.Join(' ', found.Witness.Select(Numerals.Text))],
            ["no subset below", Numerals.Text(found.Bound)],
            ["error with coefficients by least squares", Numerals.Text(found.Refit.LeastSquares.Upper)],
            ["error with the best coefficients", Numerals.Text(found.Refit.Minimax.Upper)],
            ["no coefficients below", Numerals.Text(found.Refit.Minimax.Lower)],
            ["seconds", Numerals.Text(Math.Round(found.Seconds, 3))],
        ]);

    private sealed record Pruned(
        NeuronSubsetStatus Status,
        IReadOnlyList<int> Kept,
        ErrorInterval Error,
        IReadOnlyList<double> Witness,
        double Bound,
        Refitted Refit,
        long Work,
        double Seconds);

    /// <summary>The kept neurons with other coefficients.</summary>
    /// <param name="Error">Of the best coefficients found.</param>
    /// <param name="LeastSquares">The error of those by least squares.</param>
    /// <param name="Minimax">Between which the smallest error of any coefficients lies.</param>
    private sealed record Refitted(ErrorInterval Error, ErrorInterval LeastSquares, ErrorInterval Minimax);
}

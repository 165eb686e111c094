using System.CommandLine;
using System.Diagnostics;
using Espalier.Cli.Frame;
using Espalier.Neurons;
using Espalier.Random;

namespace Espalier.Cli.Neurons;

/// <summary><c>espalier neurons prune FILE | --dimension D --width N</c>: the best subset of neurons.</summary>
internal static class PruneCommand
{
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
        Option<double> limit = Options.Number("--time-limit", "S", "stop after so many seconds, with the best so far", expected: "a number of seconds above 0", accepts: s => s is > 0 and < 4e6);
        return new Verb("prune", "Find the subset of neurons with the smallest error", "espalier neurons prune --dimension 2 --width 40 --method exact") { file, dimension, width, method, limit }
            .Runs(call =>
            {
                NeuronProblem problem = Problem(call, call.Optional(file), dimension, width);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
                if (call.Given(limit)) stop.CancelAfter(TimeSpan.FromSeconds(call.Value(limit)));
                long start = Stopwatch.GetTimestamp();
                NeuronSubsetResult found = call.Value(method) == Method.Exact
                    ? NeuronSubset.Exact(problem, cancellation: stop.Token)
                    : NeuronSubset.Search(problem, seed: call.Seed, cancellation: stop.Token);
                call.Cancel.ThrowIfCancellationRequested();
                RefitResult refit = Refit.LeastSquares(problem, [.. found.Kept]);
                return Answer.Of(
                    new Pruned(
                        found.Status,
                        found.Kept,
                        new ErrorInterval(found.Error.Lower, found.Error.Upper),
                        found.Error.Witness,
                        found.Bound,
                        new RefitError(new ErrorInterval(refit.Error.Lower, refit.Error.Upper)),
                        Stopwatch.GetElapsedTime(start).TotalSeconds),
                    Show);
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
            ["error with refitted coefficients", Numerals.Text(found.Refit.Error.Upper)],
            ["seconds", Numerals.Text(Math.Round(found.Seconds, 3))],
        ]);

    private sealed record Pruned(
        NeuronSubsetStatus Status,
        IReadOnlyList<int> Kept,
        ErrorInterval Error,
        IReadOnlyList<double> Witness,
        double Bound,
        RefitError Refit,
        double Seconds);

    private sealed record RefitError(ErrorInterval Error);
}

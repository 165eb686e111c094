using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Bench.Neurons;

/// <summary>
/// Prints one line per draw: seconds of processor time, which other programs on the machine disturb less, error, bound, status, kept,
/// nodes; for comparison with a MIP solver on a fixed grid.
/// </summary>
internal static class NeuronSubsetRun
{
    /// <summary>The error of all neurons: the least time of several calls for every draw, and how far the bounds closed.</summary>
    public static void Norms(int dimension, int width, int draws, int calls)
    {
        for (int draw = 1; draw <= draws; draw++)
        {
            NeuronProblem problem = Draw(dimension, width, draw);
            int[] all = [.. Enumerable.Range(0, width)];
            double least = double.PositiveInfinity;
            SupNormBounds? bounds = null;
            for (int call = 0; call < calls; call++)
            {
                long start = Stopwatch.GetTimestamp();
                bounds = SupNorm.Evaluate(problem, all, 0.01);
                least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{draw}: {least:F3} ms, [{bounds!.Lower:R}, {bounds.Upper:R}], {bounds.Status}, nodes {bounds.Nodes}"));
        }
    }

    /// <summary>The smallest error of any coefficients of all neurons: milliseconds and how far it closed.</summary>
    public static void Refits(int dimension, int width, int draws)
    {
        for (int draw = 1; draw <= draws; draw++)
        {
            NeuronProblem problem = Draw(dimension, width, draw);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            RefitResult refit = Refit.Minimax(problem, [.. Enumerable.Range(0, width)]);
            double spent = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{draw}: {spent:F0} ms, least squares {Refit.LeastSquares(problem, [.. Enumerable.Range(0, width)]).Error.Upper:R}, minimax "
                    + $"[{refit.Bound:R}, {refit.Error.Upper:R}], gap {(refit.Error.Upper - refit.Bound) / refit.Error.Upper:E1}"));
        }
    }

    public static void Run(string method, int dimension, int width, int draws, int first, double seconds)
    {
        var times = new List<double>();
        for (int draw = first; draw < first + draws; draw++)
        {
            NeuronProblem problem = Draw(dimension, width, draw);
            // Limits of a thousand and more are units of work, which do not depend on the clock.
            long work = seconds >= 1000 ? (long)seconds : long.MaxValue;
            using var stop = new CancellationTokenSource(seconds >= 1000 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds));
            TimeSpan before = Environment.CpuUsage.TotalTime;
            NeuronSubsetResult result = method == "exact"
                ? NeuronSubset.Exact(problem, work: work, cancel: stop.Token)
                : NeuronSubset.Search(problem, int.MaxValue, 1, work, cancel: stop.Token);
            times.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{draw}: {times[^1]:F3} s, error [{result.Error.Lower:R}, {result.Error.Upper:R}], bound {result.Bound:R}, {result.Status}, "
                    + $"kept {result.Kept.Count}, nodes {result.Nodes}"));
        }

        times.Sort();
        Console.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture, $"{method} d={dimension} N={width}: median {times[times.Count / 2]:F3} s, max {times[^1]:F3} s"));
    }

    /// <summary>A drawn problem as JSON, for other programs and for <c>espalier neurons prune</c>.</summary>
    public static void Export(int dimension, int width, int draw)
    {
        NeuronProblem problem = Draw(dimension, width, draw);
        double[][] weights = [.. Enumerable.Range(0, width).Select(j => problem.Weight(j).ToArray())];
        Console.Out.WriteLine(
            JsonSerializer.Serialize(
                new { weights, coefficients = problem.Coefficients.ToArray(), target = problem.Target.ToArray(), radius = problem.Radius }));
    }

    private static NeuronProblem Draw(int dimension, int width, int draw) =>
        NeuronProblem.Draw(new RandomStream((ulong)draw, (uint)dimension, StreamPurpose.Experiment), dimension, width);
}

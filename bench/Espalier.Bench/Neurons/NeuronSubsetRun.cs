using System.Globalization;
using Espalier.Neurons;
using Espalier.Random;

namespace Espalier.Bench.Neurons;

/// <summary>Prints one line per draw: seconds of processor time, which other programs on the machine disturb less, error, bound, status, kept, nodes; for comparison with a MIP solver on a fixed grid.</summary>
internal static class NeuronSubsetRun
{
    public static void Run(string method, int dimension, int width, int draws, int first, double seconds)
    {
        var times = new List<double>();
        for (int draw = first; draw < first + draws; draw++)
        {
            NeuronProblem problem = NeuronProblem.Draw(new RandomStream((ulong)draw, (uint)dimension, StreamPurpose.Experiment), dimension, width);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            TimeSpan before = Environment.CpuUsage.TotalTime;
            NeuronSubsetResult result = method == "exact" ? NeuronSubset.Exact(problem, cancellation: stop.Token) : NeuronSubset.Search(problem, 4, 1, stop.Token);
            times.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{draw}: {times[^1]:F3} s, error [{result.Error.Lower:R}, {result.Error.Upper:R}], bound {result.Bound:R}, {result.Status}, kept {result.Kept.Count}, nodes {result.Nodes}"));
        }

        times.Sort();
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{method} d={dimension} N={width}: median {times[times.Count / 2]:F3} s, max {times[^1]:F3} s"));
    }
}

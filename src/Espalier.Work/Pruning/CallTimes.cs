using System.Diagnostics;
using Espalier.Graphs;
using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;
using Espalier.OnnxRuntime;
using Espalier.Pruning.Sparse;

namespace Espalier.Work.Pruning;

/// <summary>Times calls of networks by turns, so that whatever else the machine does meets all alike.</summary>
internal sealed class CallTimes : IDisposable
{
    /// <summary>A call that is shorter is repeated until it took about so long.</summary>
    private const double LeastSeconds = 0.002;

    /// <summary>Calls before anything is timed, fewer where they would take longer than so many seconds.</summary>
    private const int WarmCalls = 40;

    private const double WarmSeconds = 0.5;

    private readonly List<Timed> _calls = [];
    private readonly List<IDisposable> _owned = [];

    /// <summary>Every engine, batch and number of threads of one network.</summary>
    /// <param name="number">The network's place among those compared.</param>
    /// <param name="network">The network, in float32.</param>
    /// <param name="batches">How many inputs are computed at once.</param>
    /// <param name="threads">All cores.</param>
    /// <param name="seed">The seed of the inputs.</param>
    public void Add(int number, Network network, int[] batches, int threads, ulong seed)
    {
        (int Kept, int Of)? pattern = SparsePattern.Of(network);
        ForwardPass<float> exact = new(network), rows = SparseForward.Of(network);
        ForwardPass<float>? patterned = pattern is null ? null : SparseForward.Of(network, pattern);
        byte[] model = OnnxBytes.Of(network);
        foreach (int used in new[] { 1, threads }.Distinct())
        {
            var engine = OnnxEngine.Of(model, "network", used);
            _owned.Add(engine);
            foreach (int batch in batches)
            {
                float[] inputs = DrawnInputs.Of(network.InputShape, batch, seed), outputs = new float[batch * network.OutputShape.Length];
                Timed Of(string name, Action call) => new(number, name, batch, used, call);
                _calls.Add(Of("exact", () => exact.Run(inputs, outputs, batch, used)));
                _calls.Add(Of("rows", () => rows.Run(inputs, outputs, batch, used)));
                if (patterned is not null) _calls.Add(Of("pattern", () => patterned.Run(inputs, outputs, batch, used)));
                PreparedCall prepared = engine.Prepare(inputs, batch);
                _owned.Add(prepared);
                _calls.Add(Of("onnxruntime", prepared.Run));
            }
        }
    }

    /// <summary>Times everything once in every round.</summary>
    public void Measure(int rounds, Workplace place)
    {
        IProgress<int>? progress = place.Stage<int>("timing", done => (double)done / rounds);
        foreach (Timed call in _calls)
        {
            place.Cancel.ThrowIfCancellationRequested();
            call.WarmUp();
        }

        for (int round = 0; round < rounds; round++)
        {
            foreach (Timed call in _calls)
            {
                place.Cancel.ThrowIfCancellationRequested();
                call.Time();
            }

            progress?.Report(round + 1);
        }
    }

    /// <summary>The times of one network.</summary>
    public CallTime[] Of(int number) => [.. _calls.Where(call => call.Number == number).Select(call => call.Result(Reference(call)))];

    private Timed Reference(Timed call) => _calls.First(
        each => each is { Number: 0, Engine: "onnxruntime" } && (each.Batch, each.Threads) == (call.Batch, call.Threads));

    public void Dispose()
    {
        foreach (IDisposable owned in _owned.AsEnumerable().Reverse()) owned.Dispose();
    }

    private sealed class Timed(int number, string engine, int batch, int threads, Action call)
    {
        private readonly List<RoundTime> _rounds = [];
        private int _repeats = 1;

        public int Number => number;

        public string Engine => engine;

        public int Batch => batch;

        public int Threads => threads;

        /// <summary>Calls until the code is the compiler's best, and finds how often a call must be repeated to be timed.</summary>
        public void WarmUp()
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < WarmCalls && (i < 1 || Stopwatch.GetElapsedTime(start).TotalSeconds < WarmSeconds); i++) call();
            start = Stopwatch.GetTimestamp();
            call();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            _repeats = (int)Math.Clamp(LeastSeconds / Math.Max(seconds, 1e-7), 1, 10_000);
        }

        public void Time() => _rounds.Add(RoundTime.Of(call, _repeats, TimeProvider.System, static () => Environment.CpuUsage.TotalTime));

        /// <summary>Ratios within a round compare what the same other work on the machine disturbed.</summary>
        public CallTime Result(Timed reference)
        {
            QuantileEstimate median = Quantiles.Estimate([.. _rounds.Select(round => round.Milliseconds)], 0.5);
            QuantileEstimate ratio = Quantiles.Estimate([.. _rounds.Zip(reference._rounds, (own, other) => own.RelativeTo(other))], 0.5);
            return new CallTime(
                engine,
                batch,
                threads,
                median.Value,
                [median.Lower, median.Upper],
                Quantiles.Value([.. _rounds.Select(round => round.ProcessorMilliseconds)], 0.5),
                ratio.Value,
                [ratio.Lower, ratio.Upper]);
        }
    }
}

/// <summary>Inputs uniform in [0, 1], as pixels are.</summary>
internal static class DrawnInputs
{
    public static float[] Of(Shape shape, int count, ulong seed)
    {
        var values = new float[count * shape.Length];
        new RandomStream(seed, 0, StreamPurpose.Sampling).FillUniform(0, 0, 1, values);
        return values;
    }
}

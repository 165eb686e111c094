using System.Diagnostics;
using System.Globalization;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Training;
using Microsoft.ML.OnnxRuntime;

namespace Espalier.Bench.Graphs;

/// <summary>Our forward pass and ONNX Runtime on the same inputs, taking turns in one process.</summary>
/// <remarks>
/// A pair is one call of each; what is printed are the medians of the times and of the ratios within pairs, their quartiles, the ratio of the
/// shortest times, and the median ratio of processor times, which other work on the machine disturbs least. A pause before each call
/// lets the threads of ONNX Runtime fall asleep: they spin for a while after a call and would take a core from what comes next.
/// </remarks>
internal static class EngineRun
{
    /// <summary>Prints a table for LeNet-5, and for a model file where there is one.</summary>
    public static void Run(int pairs, string? model)
    {
        Console.WriteLine("| network | batch | threads | ours, ms | ONNX Runtime, ms | ratio | quartiles | best | processor | difference |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        using var lenet = new MemoryStream();
        OnnxFormat.Write(Blueprints.LeNet5().Map((made, i) => made.WithParameters(tensor => Drawn(tensor, (uint)i))), lenet);
        foreach (int threads in (int[])[1, 2])
        {
            foreach (int batch in (int[])[1, 64]) Compare("LeNet-5", lenet.ToArray(), batch, threads, batch == 1 ? 40 * pairs : 4 * pairs);
            foreach (int batch in (int[])[1, 8]) if (model is not null) Compare("ResNet-18", File.ReadAllBytes(model), batch, threads, pairs);
        }
    }

    private static Tensor Drawn(Tensor tensor, uint number)
    {
        float scale = tensor.Shape.Rank == 1 ? 0.1f : MathF.Sqrt(6f / (tensor.Length / tensor.Shape[0]));
        return new Tensor(tensor.Shape, [.. Values(tensor.Length, number + 1).Select(value => scale * value)]);
    }

    private static float[] Values(int length, uint tensor)
    {
        var stream = new Espalier.Numerics.Random.RandomStream(1, tensor);
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = stream.UniformSingle((ulong)i);
        return values;
    }

    private static void Compare(string name, byte[] model, int batch, int threads, int pairs)
    {
        var pass = new ForwardPass<float>(OnnxFormat.Read(model, name));
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        float[] inputs = Values(batch * pass.Network.InputShape.Length, 100), ours = new float[batch * pass.Network.OutputShape.Length];
        var theirs = new float[ours.Length];
        int[] declared = session.InputMetadata.Values.Single().Dimensions;
        Action other = declared[0] > 0 && declared[0] < batch
            ? () => { for (int i = 0; i < batch; i++) Other(session, pass.Network, inputs, theirs, i, 1); }
        : () => Other(session, pass.Network, inputs, theirs, 0, batch);
        var work = new List<double>();
        var times = new List<(double Ours, double Theirs)>();
        for (int i = -pairs / 4 - 2; i < pairs; i++)
        {
            double first = Time(() => pass.Run(inputs, ours, batch, threads), out double ourWork);
            double second = Time(other, out double theirWork);
            if (i >= 0) times.Add((first, second));
            if (i >= 0) work.Add(ourWork / theirWork);
        }

        double scale = theirs.Max(Math.Abs), difference = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max() / scale;
        double shortest = times.Min(pair => pair.Ours) / times.Min(pair => pair.Theirs);
        double[] ratios = [.. times.Select(pair => pair.Ours / pair.Theirs).Order()];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {batch} | {threads} | {Median(times.Select(pair => pair.Ours)):F3} | {Median(times.Select(pair => pair.Theirs)):F3} | "
                    + $"{Median(ratios):F2} | {ratios[pairs / 4]:F2} to {ratios[3 * pairs / 4]:F2} | {shortest:F2} | "
                    + $"{Median(work):F2} | {difference:E1} |"));
    }

    private static void Other(InferenceSession session, Network network, float[] inputs, float[] outputs, int first, int count)
    {
        long[] entering = [count, .. network.InputShape.Extents], leaving = [count, .. network.OutputShape.Extents];
        int reads = network.InputShape.Length, makes = network.OutputShape.Length;
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, inputs.AsMemory(first * reads, count * reads), entering);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [session.InputNames[0]], [input], [session.OutputNames[0]]);
        results[0].GetTensorDataAsSpan<float>().CopyTo(outputs.AsSpan(first * makes, count * makes));
    }

    private static double Time(Action call, out double processor)
    {
        Thread.Sleep(60);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        call();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        return elapsed;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}

using Espalier.Formats;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.OnnxRuntime;
using Espalier.Pruning;

namespace Espalier.Bench.Pruning;

/// <summary>Where the time of convolutional networks goes that few channels should save.</summary>
internal static class StageRun
{
    /// <summary>Processor time of a network up to each layer, whole and without a share of its neurons, in both engines on one thread.</summary>
    /// <param name="model">The network.</param>
    /// <param name="share">The share of the neurons that goes.</param>
    /// <param name="batch">Inputs computed at once.</param>
    /// <param name="rounds">Rounds, in each of which everything is timed once.</param>
    public static void Stages(string model, double share, int batch, int rounds)
    {
        Network whole = NetworkFile.Read(model).Network;
        Network pruned = StructuredPruning.Prune(whole, new StructuredOptions { Remove = share }).Network;
        var calls = new List<(int Node, string Engine, bool IsPruned, Action Call)>();
        for (int node = 0; node < whole.Nodes.Length; node++)
        {
            foreach ((Network network, bool isPruned) in new[] { (whole, false), (pruned, true) })
                foreach ((string engine, Action call) in Calls(UpTo(network, node + 1), batch)) calls.Add((node, engine, isPruned, call));
        }

        double[] times = Medians([.. calls.Select(each => each.Call)], rounds);
        double Of(int node, string engine, bool isPruned) =>
            times[calls.FindIndex(each => each.Node == node && each.Engine == engine && each.IsPruned == isPruned)];
        Console.WriteLine("up to,shape whole,shape pruned,multiplyAdds ratio,engine,whole ms,pruned ms,ratio");
        for (int node = 0; node < whole.Nodes.Length; node++)
        {
            foreach (string engine in new[] { "onnxruntime", "exact" })
            {
                double before = Of(node, engine, false), after = Of(node, engine, true);
                double work = (double)NetworkCost.MultiplyAdds(UpTo(pruned, node + 1)) / NetworkCost.MultiplyAdds(UpTo(whole, node + 1));
                string shapes = $"{node} {whole.Nodes[node].Operator.Kind},{whole.Shapes[node + 1]},{pruned.Shapes[node + 1]}";
                Console.WriteLine(FormattableString.Invariant($"{shapes},{work:G3},{engine},{before:G4},{after:G4},{after / before:G3}"));
            }
        }
    }

    /// <summary>Processor time of two convolutions of 3 × 3 on 14 × 14 by the number of channels.</summary>
    public static void Channels(int batch, int rounds)
    {
        int[] counts = [4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64];
        var calls = new List<(int Channels, string Engine, Action Call)>();
        foreach (int channels in counts)
            foreach ((string engine, Action call) in Calls(Convolutions(channels), batch)) calls.Add((channels, engine, call));
        double[] times = Medians([.. calls.Select(each => each.Call)], rounds);
        Console.WriteLine("channels,multiplyAdds of 64,onnxruntime of 64,exact of 64");
        double Of(int channels, string engine) => times[calls.FindIndex(each => each.Channels == channels && each.Engine == engine)];
        foreach (int channels in counts)
        {
            double work = channels * channels / (64.0 * 64);
            Console.WriteLine(FormattableString.Invariant(
                $"{channels},{work:G3},{Of(channels, "onnxruntime") / Of(64, "onnxruntime"):G3},{Of(channels, "exact") / Of(64, "exact"):G3}"));
        }
    }

    private static IEnumerable<(string Engine, Action Call)> Calls(Network network, int batch)
    {
        float[] inputs = new float[batch * network.InputShape.Length], outputs = new float[batch * network.OutputShape.Length];
        new RandomStream(1, 0, StreamPurpose.Sampling).FillUniform(0, 0, 1, inputs);
        using var stream = new MemoryStream();
        OnnxFormat.Write(network, stream);
        yield return ("onnxruntime", OnnxEngine.Of(stream.ToArray(), "network").Prepare(inputs, batch).Run);
        var pass = new ForwardPass<float>(network);
        yield return ("exact", () => pass.Run(inputs, outputs, batch));
    }

    private static double[] Medians(Action[] calls, int rounds)
    {
        int[] repeats = [.. calls.Select(PruningRun.Repeats)];
        double[][] times = [.. calls.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < calls.Length; i++) times[i][round] = PruningRun.Processor(calls[i], repeats[i]);
        return [.. times.Select(each => each.Order().ElementAt(rounds / 2))];
    }

    private static Network UpTo(Network network, int value)
    {
        var builder = new GraphBuilder(network.InputShape);
        for (int i = 0; i < value; i++) builder.Add(network.Nodes[i].Operator, network.Nodes[i].Reads.AsSpan());
        return builder.Build(value);
    }

    private static Network Convolutions(int channels)
    {
        Convolution Made(uint sequence)
        {
            var weights = new float[channels * channels * 9];
            new RandomStream(1, sequence, StreamPurpose.Sampling).FillUniform(0, -0.1f, 0.1f, weights);
            return new Convolution(new Tensor(new Shape(channels, channels, 3, 3), weights), null, Window.Uniform(1, 1));
        }

        return new Network(new Shape(channels, 14, 14), Made(1), new Relu(), Made(2), new Relu());
    }
}

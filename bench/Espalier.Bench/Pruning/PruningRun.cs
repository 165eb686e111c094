using Espalier.Formats;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.OnnxRuntime;
using Espalier.Pruning;
using Espalier.Pruning.Sparse;
using Espalier.Training.DataSets;

namespace Espalier.Bench.Pruning;

/// <summary>What trained networks lose and gain by pruning, as comma-separated lines.</summary>
internal static class PruningRun
{
    private const int Inputs = 1024;

    /// <summary>Accuracies of a classifier of 28 × 28 digits, pruned in every way and to several shares, nowhere trained again.</summary>
    public static void Accuracies(string model, string mnist)
    {
        Network network = NetworkFile.Read(model).Network;
        LabelledImages test = Mnist.Load(mnist, training: false), training = Mnist.Load(mnist, training: true);
        var calibration = new CalibrationSet(Pixels(training, Inputs), Inputs);
        float[] pixels = Pixels(test, test.Count);
        void Line(string by, string how, double? share, bool refit, Func<Network> prune)
        {
            Network pruned;
            try
            {
                pruned = prune();
            }
            catch (InvalidInputException)
            {
                Console.WriteLine(FormattableString.Invariant($"{by},{how},{share},refused,,,,"));
                return;
            }

            long nonzero = NetworkCost.Nonzero(pruned), multiplyAdds = NetworkCost.MultiplyAdds(pruned);
            double accuracy = Accuracy(pruned, pixels, test);
            Console.WriteLine(FormattableString.Invariant(
                $"{by},{how},{share},{(refit ? "refit" : "")},{pruned.ParameterCount},{nonzero},{multiplyAdds},{accuracy}"));
        }

        Console.WriteLine("by,how,removed,refit,parameters,nonzero,multiplyAdds,accuracy");
        Line("nothing", "", 0, false, () => network);
        foreach (double share in new[] { 0.25, 0.5, 0.75, 0.9 })
        {
            foreach (UnitCriterion criterion in new[] { UnitCriterion.L2, UnitCriterion.Activation, UnitCriterion.Similarity, UnitCriterion.Random })
            {
                foreach (bool refit in new[] { false, true })
                {
                    var options = new StructuredOptions { Remove = share, Criterion = criterion, Refit = refit };
                    Line("neurons", criterion.ToString(), share, refit, () => StructuredPruning.Prune(network, options, calibration).Network);
                }
            }

            foreach (WeightScope scope in Enum.GetValues<WeightScope>())
            {
                foreach (WeightCriterion criterion in new[] { WeightCriterion.Magnitude, WeightCriterion.Activation })
                {
                    var options = new WeightOptions { Remove = share, Scope = scope, Criterion = criterion };
                    Line("weights", $"{scope} {criterion}", share, false, () => WeightPruning.Prune(network, options, calibration));
                }
            }
        }

        foreach ((int kept, int of) in new[] { (2, 4), (1, 4) })
        {
            foreach (WeightCriterion criterion in new[] { WeightCriterion.Magnitude, WeightCriterion.Activation })
            {
                var options = new WeightOptions { Pattern = (kept, of), Criterion = criterion };
                string how = FormattableString.Invariant($"{kept}:{of} {criterion}");
                Line("weights", how, 1 - ((double)kept / of), false, () => WeightPruning.Prune(network, options, calibration));
            }
        }
    }

    /// <summary>Processor time of one call on one thread, relative to the whole network in ONNX Runtime within the same round.</summary>
    /// <param name="model">The network.</param>
    /// <param name="batch">Inputs computed at once.</param>
    /// <param name="rounds">Rounds, in each of which everything is timed once.</param>
    public static void Times(string model, int batch, int rounds)
    {
        Network network = NetworkFile.Read(model).Network;
        var cases = new List<(string Name, Network Network, string Engine, Action Call, List<double> Times)>();
        void Add(string name, Network pruned, params string[] engines)
        {
            float[] inputs = new float[batch * pruned.InputShape.Length], outputs = new float[batch * pruned.OutputShape.Length];
            new RandomStream(1, 0, StreamPurpose.Sampling).FillUniform(0, 0, 1, inputs);
            foreach (string engine in engines)
            {
                if (engine == "onnxruntime")
                {
                    using var stream = new MemoryStream();
                    OnnxFormat.Write(pruned, stream);
                    cases.Add((name, pruned, engine, OnnxEngine.Of(stream.ToArray(), name).Prepare(inputs, batch).Run, []));
                    continue;
                }

                ForwardPass<float> pass = engine switch
                {
                    "rows" => SparseForward.Of(pruned),
                    "pattern" => SparseForward.Of(pruned, SparsePattern.Of(pruned)),
                    _ => new ForwardPass<float>(pruned),
                };
                cases.Add((name, pruned, engine, () => pass.Run(inputs, outputs, batch), []));
            }
        }

        Add("whole", network, "onnxruntime", "exact", "rows");
        foreach (double share in new[] { 0.25, 0.5, 0.75, 0.9 })
            Add(
                FormattableString.Invariant($"neurons {share}"),
                StructuredPruning.Prune(network, new StructuredOptions { Remove = share }).Network,
                "onnxruntime",
                "exact");
        foreach (double share in new[] { 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98 })
            Add(
                FormattableString.Invariant($"weights {share}"),
                WeightPruning.Prune(network, new WeightOptions { Remove = share, Scope = WeightScope.Layer }),
                share is 0.5 or 0.9 ? ["onnxruntime", "exact", "rows"] : ["rows"]);
        foreach ((int kept, int of) in new[] { (2, 4), (1, 4), (1, 8) })
            Add(
                FormattableString.Invariant($"weights {kept}:{of}"),
                WeightPruning.Prune(network, new WeightOptions { Pattern = (kept, of) }),
                "pattern",
                "rows");
        int[] repeats = [.. cases.Select(each => Repeats(each.Call))];
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < cases.Count; i++) cases[i].Times.Add(Processor(cases[i].Call, repeats[i]));
        Console.WriteLine("network,engine,multiplyAdds,nonzeroMultiplyAdds,milliseconds,relative,lower quartile,upper quartile");
        foreach ((string name, Network pruned, string engine, _, List<double> times) in cases)
        {
            double[] ratios = [.. times.Zip(cases[0].Times, (time, whole) => time / whole).Order()];
            long all = NetworkCost.MultiplyAdds(pruned), nonzero = NetworkCost.NonzeroMultiplyAdds(pruned);
            (double median, double low, double high) = (ratios[rounds / 2], ratios[rounds / 4], ratios[rounds * 3 / 4]);
            Console.WriteLine(FormattableString.Invariant(
                $"{name},{engine},{all},{nonzero},{times.Order().ElementAt(rounds / 2):G4},{median:G4},{low:G4},{high:G4}"));
        }
    }

    /// <summary>A network of images without data: relative errors of its outputs on other images than those of the refit.</summary>
    /// <param name="model">An ONNX file that takes 3 × 224 × 224.</param>
    /// <param name="images">Images for the refit.</param>
    /// <param name="held">Images for the errors.</param>
    /// <param name="threads">Cores to use.</param>
    /// <param name="criteria">Which channels go first, with commas between.</param>
    public static void Images(string model, int images, int held, int threads, string criteria)
    {
        Network network = OnnxFormat.Read(model);
        var calibration = new CalibrationSet(Leaves(0, images), images);
        float[] others = Leaves(10_000, held), wanted = Outputs(network, others, held);
        Console.WriteLine("criterion,multiplyAddsRemoved,parameters,refit,relativeError,processorSeconds");
        foreach (UnitCriterion criterion in criteria.Split(',').Select(Enum.Parse<UnitCriterion>))
        {
            foreach (bool refit in new[] { false, true })
            {
                double start = Environment.CpuUsage.TotalTime.TotalSeconds;
                var options = new StructuredOptions
                {
                    Remove = 0.3,
                    Measure = RemovalMeasure.MultiplyAdds,
                    Criterion = criterion,
                    Refit = refit,
                    Ridge = 1e-2,
                };
                Network pruned = StructuredPruning.Prune(network, options, calibration, null, threads).Network;
                double seconds = Environment.CpuUsage.TotalTime.TotalSeconds - start;
                double removed = 1 - ((double)NetworkCost.MultiplyAdds(pruned) / NetworkCost.MultiplyAdds(network));
                float[] found = Outputs(pruned, others, held);
                double error = Math.Sqrt(wanted.Zip(found, (a, b) => Math.Pow(a - b, 2)).Sum() / wanted.Sum(a => Math.Pow(a, 2)));
                Console.WriteLine(FormattableString.Invariant(
                    $"{criterion},{removed:F4},{pruned.ParameterCount},{(refit ? "refit" : "")},{error:F4},{seconds:F0}"));
            }
        }
    }

    private static float[] Pixels(LabelledImages images, int count)
    {
        var pixels = new float[count * images.Image.Length];
        images.Slice(0, count).Fill(0, pixels);
        return pixels;
    }

    private static double Accuracy(Network network, float[] pixels, LabelledImages images)
    {
        float[] scores = Outputs(network, pixels, images.Count);
        int classes = scores.Length / images.Count;
        int correct = Enumerable.Range(0, images.Count).Count(i => ArgMax.Of<float>(scores.AsSpan(i * classes, classes)) == images.Labels[i]);
        return (double)correct / images.Count;
    }

    private static float[] Outputs(Network network, float[] inputs, int count)
    {
        var outputs = new float[count * network.OutputShape.Length];
        new ForwardPass<float>(network).Run(inputs, outputs, count);
        return outputs;
    }

    private static int Repeats(Action call)
    {
        for (int i = 0; i < 40; i++) call();
        return (int)Math.Clamp(10 / Math.Max(Processor(call, 20), 1e-4), 1, 10_000);
    }

    private static double Processor(Action call, int repeats)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < repeats; i++) call();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / repeats;
    }

    /// <summary>Pictures of discs and squares that lie on each other like leaves, many small and few large, as photographs are thought of.</summary>
    public static float[] Leaves(int first, int count)
    {
        const int Side = 224;
        var all = new float[count * 3 * Side * Side];
        for (int picture = 0; picture < count; picture++)
        {
            var stream = new RandomStream(1, (uint)(first + picture), StreamPurpose.Sampling);
            ulong next = 0;
            double Draw() => stream.UniformSingle(next++);
            Span<float> image = all.AsSpan(picture * 3 * Side * Side, 3 * Side * Side);
            for (int leaf = 0; leaf < 300; leaf++)
            {
                double radius = Math.Min(120, 4 / Math.Sqrt(1 - (Draw() * 0.9995))), x = Draw() * Side, y = Draw() * Side;
                double[] colour = [Draw() * 255, Draw() * 255, Draw() * 255, Draw() - 0.5, Draw() - 0.5, Draw() * 40, Draw()];
                for (int row = Math.Max(0, (int)(y - radius)); row < Math.Min(Side, y + radius); row++)
                {
                    for (int column = Math.Max(0, (int)(x - radius)); column < Math.Min(Side, x + radius); column++)
                    {
                        double dx = column - x, dy = row - y;
                        if (colour[6] > 0.33 && (dx * dx) + (dy * dy) > radius * radius) continue;
                        double wave = colour[5] * Math.Sin(3 * ((colour[3] * column) + (colour[4] * row)));
                        for (int channel = 0; channel < 3; channel++)
                            image[(((channel * Side) + row) * Side) + column] = (float)Math.Clamp(colour[channel] + wave, 0, 255);
                    }
                }
            }
        }

        return all;
    }
}

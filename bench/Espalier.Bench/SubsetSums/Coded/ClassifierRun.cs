using Espalier.Formats;
using Espalier.Formats.PyTorch;
using Espalier.Numerics;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Training.DataSets;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>
/// A dense ReLU network on MNIST whose grids are stored in fewer bits: agreement with the original and relative error of its outputs.
/// </summary>
internal sealed class ClassifierRun
{
    private const int Seeds = 4;
    private const int Calibration = 10_000;

    private readonly List<WeightGrid> _grids;
    private readonly List<float[]> _biases;
    private readonly float[] _test;
    private readonly int _count;
    private readonly ReadOnlyMemory<byte> _labels;
    private readonly float[] _original;
    private readonly List<double[]> _moments = [];
    private string _methods = "";

    private ClassifierRun(string model, string folder)
    {
        NamedTensors tensors = PyTorchFormat.Read(model);
        _grids = [.. from tensor in tensors.Tensors where tensor.Tensor.Shape.Rank == 2 select new WeightGrid(
            tensor.Name, tensor.Tensor.Shape[0], tensor.Tensor.Shape[1], tensor.Tensor.Singles.ToArray())];
        _biases = [.. tensors.Tensors.Where(tensor => tensor.Tensor.Shape.Rank == 1).Select(tensor => tensor.Tensor.Singles.ToArray())];
        LabelledImages test = Mnist.Load(folder, training: false);
        LabelledImages training = Mnist.Load(folder, training: true);
        _count = test.Count;
        _labels = test.Labels.ToArray();
        _test = new float[test.Count * test.Image.Length];
        test.Fill(0, _test);
        var calibration = new float[Calibration * training.Image.Length];
        training.Fill(0, calibration);
        List<float[]> weights = [.. _grids.Select(grid => grid.Weights)];
        Outputs(calibration, Calibration, weights, inputs => _moments.Add(inputs));
        _original = Outputs(_test, _count, weights, null);
    }

    /// <summary>Prints a table for 4, 3 and 2 bits of the methods whose names contain a text.</summary>
    public static void Run(string model, string folder, string methods)
    {
        var run = new ClassifierRun(model, folder) { _methods = methods };
        CodedMaskRun.Print($"{Path.GetFileName(model)}: {string.Join(", ", run._grids.Select(grid => $"{grid.Rows}x{grid.Columns}"))}");
        run.Row("float16", 1, (_, grid, _, rounded) => BlockIntegers.HalfPrecision(grid.Weights, rounded));
        run.Row("int8 per channel", 1, (_, grid, _, rounded) => BlockIntegers.PerChannel(grid.Columns, grid.Weights, rounded));
        for (int bits = 4; bits >= 2; bits--)
        {
            int k = bits;
            foreach (Rounding rounding in Rounding.Plain(bits))
            {
                bool seeded = rounding.Name.Contains("coded mask", StringComparison.Ordinal)
                    || rounding.Name.Contains("rotated", StringComparison.Ordinal);
                run.Row(rounding.Name, seeded ? Seeds : 1, (_, grid, number, rounded) => rounding.Round(grid, number, rounded));
            }

            foreach (bool rotated in new[] { false, true })
            {
                string suffix = rotated ? ", rotated" : "";
                run.Row("coded mask, weighted" + suffix, Seeds,
                    (i, grid, number, rounded) => Rounding.Coded(grid, number, rounded, k, rotated, run.Importance(i)));
                run.Row("coded mask, feedback" + suffix, Seeds,
                    (i, grid, number, rounded) => Rounding.CodedWithFeedback(grid, number, rounded, k, rotated, run._moments[i]));
            }
        }
    }

    private float[] Importance(int grid)
    {
        var importance = new float[_grids[grid].Columns];
        for (int i = 0; i < importance.Length; i++) importance[i] = (float)_moments[grid][(i * importance.Length) + i];
        return importance;
    }

    private void Row(string name, int seeds, Func<int, WeightGrid, int, float[], double> round)
    {
        if (!name.Contains(_methods, StringComparison.Ordinal)) return;
        (double bits, double same, double error, double right, double weightError) = (0, 0, 0, 0, 0);
        for (int seed = 0; seed < seeds; seed++)
        {
            var rounded = new List<float[]>();
            for (int i = 0; i < _grids.Count; i++)
            {
                var weights = new float[_grids[i].Weights.Length];
                bits += round(i, _grids[i], (seed << 16) | i, weights) / seeds;
                rounded.Add(weights);
            }

            float[] outputs = Outputs(_test, _count, rounded, null);
            (double agree, double correct) = Compare(outputs);
            same += agree / seeds;
            right += correct / seeds;
            error += CodedMaskRun.RelativeError(_original, outputs) / seeds;
            weightError += CodedMaskRun.RelativeError(
                [.. _grids.SelectMany(grid => grid.Weights)], [.. rounded.SelectMany(weights => weights)]) / seeds;
        }

        double perWeight = bits / _grids.Sum(grid => (long)grid.Weights.Length);
        CodedMaskRun.Print($"| {name} | {perWeight:F3} | {weightError:F4} | {error:F4} | {same:F2} % | {right:F2} % |");
    }

    private (double Same, double Right) Compare(float[] outputs)
    {
        int classes = outputs.Length / _count;
        (int same, int right) = (0, 0);
        for (int image = 0; image < _count; image++)
        {
            int top = Top(outputs.AsSpan(image * classes, classes));
            if (top == Top(_original.AsSpan(image * classes, classes))) same++;
            if (top == _labels.Span[image]) right++;
        }

        return (100.0 * same / _count, 100.0 * right / _count);
    }

    private static int Top(ReadOnlySpan<float> outputs)
    {
        int top = 0;
        for (int i = 1; i < outputs.Length; i++)
            if (outputs[i] > outputs[top]) top = i;
        return top;
    }

    /// <summary>The outputs of all images; the second moments of every grid's inputs are reported on the way.</summary>
    private float[] Outputs(float[] images, int count, List<float[]> weights, Action<double[]>? moments)
    {
        float[] inputs = images;
        for (int i = 0; i < _grids.Count; i++)
        {
            (int rows, int columns) = (_grids[i].Rows, _grids[i].Columns);
            if (moments is not null) moments(Moments(inputs, count, columns));
            var outputs = new float[count * rows];
            var left = new MatrixView<float>(inputs, count, columns);
            MatrixProduct.Multiply(left, new MatrixView<float>(weights[i], rows, columns).Transposed, outputs, threads: 2);
            for (int j = 0; j < outputs.Length; j++)
            {
                if (i < _biases.Count) outputs[j] += _biases[i][j % rows];
                if (i + 1 < _grids.Count) outputs[j] = Math.Max(outputs[j], 0);
            }

            inputs = outputs;
        }

        return inputs;
    }

    private static double[] Moments(float[] inputs, int count, int columns)
    {
        var sums = new float[columns * columns];
        var view = new MatrixView<float>(inputs, count, columns);
        MatrixProduct.Multiply(view.Transposed, view, sums, threads: 2);
        return Array.ConvertAll(sums, sum => (double)sum / count);
    }
}

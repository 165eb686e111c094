using System.Collections.Immutable;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs.LinearMaps;

/// <summary>Σ A_k·x_k + b: an affine operator over all that it reads.</summary>
/// <param name="Maps">One linear map for each value that is read.</param>
/// <param name="Bias">One number for each output.</param>
internal sealed record AffineSum(ImmutableArray<LinearMap> Maps, double[] Bias)
{
    /// <summary>Whether every number in it is finite; factors that an operator computes may not be, though all that it stores is.</summary>
    public bool IsFinite => AreFinite(Bias) && Maps.All(static map => AreFinite(map.Numbers));

    /// <summary>What an operator adds up, or null where it is not affine.</summary>
    public static AffineSum? Of(Operator made, ReadOnlySpan<Shape> reads) => made.Accept(new Pass([.. reads]));

    private static bool AreFinite(ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers)
            if (!double.IsFinite(number)) return false;
        return true;
    }

    private sealed class Pass(Shape[] reads) : IOperatorPass<AffineSum?>
    {
        public AffineSum Visit(Dense dense) => new(
            [RepeatedMap.Of(new DenseMap(dense.Outputs, dense.Inputs, dense.Weights.ToDoubles()), reads[0].Length / dense.Inputs)],
            Repeated(dense.Bias?.ToDoubles() ?? new double[dense.Outputs], reads[0].Length / dense.Inputs));

        public AffineSum Visit(Convolution convolution)
        {
            Shape output = convolution.OutputShape(reads[0]);
            int area = output.Length / output[0];
            var bias = new double[output.Length];
            for (int i = 0; i < bias.Length && convolution.Bias is not null; i++) bias[i] = convolution.Bias[i / area];
            return new(
                [new ConvolutionMap(convolution.Weights.ToDoubles(), convolution.Kernels, reads[0], output, convolution.Window, convolution.Groups)],
                bias);
        }

        public AffineSum Visit(ElementwiseAffine affine)
        {
            int size = reads[0].Length;
            var factors = new double[size];
            var bias = new double[size];
            for (int i = 0; i < size; i++) (factors[i], bias[i]) = (affine.ScaleAt(i, size), affine.ShiftAt(i, size));
            return new([new DiagonalMap(factors)], bias);
        }

        public AffineSum Visit(SplitSigns split) => Linear(SelectionMap.Split(reads[0].Length));

        public AffineSum Visit(Add add) => Linear([.. reads.Select(read => SelectionMap.Identity(read.Length))]);

        public AffineSum Visit(Concat concat)
        {
            int[] runs = [.. reads.Select(concat.Run)];
            var maps = new LinearMap[reads.Length];
            for (int i = 0, before = 0; i < maps.Length; before += runs[i++])
                maps[i] = SelectionMap.Placed(runs[i], reads[i].Length / runs[i], before, runs.Sum());
            return Linear(maps);
        }

        public AffineSum Visit(Flatten flatten) => Linear(SelectionMap.Identity(reads[0].Length));

        public AffineSum Visit(Reshape reshape) => Linear(SelectionMap.Identity(reads[0].Length));

        public AffineSum Visit(Subtract subtract) =>
            Linear(SelectionMap.Identity(reads[0].Length), SelectionMap.Identity(reads[1].Length, sign: -1));

        public AffineSum Visit(BatchNorm norm)
        {
            int size = reads[0].Length, run = size / norm.Mean.Length;
            var factors = new double[size];
            var bias = new double[size];
            for (int i = 0; i < size; i++) (factors[i], bias[i]) = norm.Affine(i / run);
            return new([new DiagonalMap(factors)], bias);
        }

        public AffineSum Visit(Slice slice) => Rearranged(slice);

        public AffineSum Visit(Transpose transpose) => Rearranged(transpose);

        public AffineSum Visit(Expand expand) => Rearranged(expand);

        public AffineSum Visit(Pad pad) => Rearranged(pad);

        public AffineSum Visit(AveragePooling pooling)
        {
            SlidingPlane plane = pooling.Plane(reads[0]);
            int channels = Images.Of(reads[0])[0];
            return Linear(TapMap.Of(channels * plane.Places, reads[0].Length, (output, row) =>
            {
                (int channel, int place) = Math.DivRem(output, plane.Places);
                ReadOnlySpan<int> elements = plane.ElementsAt(place);
                foreach (int element in elements) row.Add((channel * plane.Elements) + element, pooling.Share(elements.Length));
            }));
        }

        public AffineSum Visit(Mean mean)
        {
            int made = mean.OutputShape(reads[0]).Length, run = reads[0].Length / made;
            return Linear(RepeatedMap.Of(new DenseMap(1, run, [.. Enumerable.Repeat(1.0 / run, run)]), made));
        }

        public AffineSum? Visit(Multiply multiply) => null;

        public AffineSum? Visit(Divide divide) => null;

        public AffineSum? Visit(MatrixMultiply multiply) => null;

        public AffineSum? Visit(LayerNorm norm) => null;

        public AffineSum? Visit(Activation activation) => null;

        public AffineSum? Visit(LeakyRelu relu) => null;

        public AffineSum? Visit(PRelu relu) => null;

        public AffineSum? Visit(Clip clip) => null;

        public AffineSum? Visit(Relu relu) => null;

        public AffineSum? Visit(MaxPooling pooling) => null;

        public AffineSum? Visit(Softmax softmax) => null;

        private static AffineSum Linear(params LinearMap[] maps) => new([.. maps], new double[maps[0].Outputs]);

        private AffineSum Rearranged(Rearrangement made)
        {
            int[] sources = made.Sources(reads[0]);
            return new([SelectionMap.Of(reads[0].Length, sources)], [.. sources.Select(source => source < 0 ? (double)made.Fill : 0)]);
        }

        private static double[] Repeated(double[] values, int times) =>
            times == 1 ? values : [.. Enumerable.Repeat(values, times).SelectMany(each => each)];
    }
}

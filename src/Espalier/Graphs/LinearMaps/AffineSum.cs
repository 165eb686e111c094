using System.Collections.Immutable;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs.LinearMaps;

/// <summary>Σ A_k·x_k + b: an affine operator over all that it reads.</summary>
/// <param name="Maps">One linear map for each value that is read.</param>
/// <param name="Bias">One number for each output.</param>
internal sealed record AffineSum(ImmutableArray<LinearMap> Maps, double[] Bias)
{
    /// <summary>What an operator adds up, or null where it is not affine.</summary>
    public static AffineSum? Of(Operator made, ReadOnlySpan<Shape> reads) => made.Accept(new Pass([.. reads]));

    private sealed class Pass(Shape[] reads) : IOperatorPass<AffineSum?>
    {
        public AffineSum Visit(Dense dense) => new(
            [new DenseMap(dense.Outputs, dense.Inputs, Values(dense.Weights))], dense.Bias is null ? new double[dense.Outputs] : Values(dense.Bias));

        public AffineSum Visit(Convolution convolution)
        {
            Shape output = convolution.OutputShape(reads[0]);
            int area = output[1] * output[2];
            var bias = new double[output.Length];
            for (int i = 0; i < bias.Length && convolution.Bias is not null; i++) bias[i] = convolution.Bias[i / area];
            return new([new ConvolutionMap(Values(convolution.Weights), convolution.Weights.Shape, reads[0], output, convolution.Window)], bias);
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

        public AffineSum? Visit(Relu relu) => null;

        public AffineSum? Visit(MaxPooling pooling) => null;

        public AffineSum? Visit(Softmax softmax) => null;

        private static AffineSum Linear(params LinearMap[] maps) => new([.. maps], new double[maps[0].Outputs]);

        private static double[] Values(Tensor tensor)
        {
            var values = new double[tensor.Length];
            tensor.CopyTo(values);
            return values;
        }
    }
}

using System.Runtime.CompilerServices;
using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>
/// The bound on two networks side by side over a box, in the sup norm: for every neuron an interval of the target's value and a
/// bound on the difference, layer after layer.
/// </summary>
/// <remarks>
/// With x in [l, h] and |x̂ − x| ≤ d: the difference after a dense layer is −E·x̂ + W·(x̂ − x) − e, bounded term by term. Every
/// operation is rounded outward. The bound is about real arithmetic, not about the rounding of a forward pass.
/// </remarks>
public sealed class BoxRecursion
{
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly double[] _error;

    private BoxRecursion(double[] low, double[] high, double[] error)
    {
        _low = low;
        _high = high;
        _error = error;
    }

    /// <summary>The largest difference of any output.</summary>
    public double Error => _error.Length == 0 ? 0 : _error.Max();

    /// <summary>Inputs in [low, high], the same for both networks.</summary>
    /// <exception cref="ArgumentException">The box is inverted or not finite.</exception>
    public static BoxRecursion Start(ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        if (low.Length != high.Length) throw new ArgumentException("the box has two different dimensions");
        for (int i = 0; i < low.Length; i++)
            if (!(low[i] <= high[i]) || !double.IsFinite(low[i]) || !double.IsFinite(high[i]))
                throw new ArgumentException(Invariant($"the box is empty or infinite in coordinate {i}"));
        return new BoxRecursion(low.ToArray(), high.ToArray(), new double[low.Length]);
    }

    /// <summary>The same with the networks exchanged: intervals of the other one's values.</summary>
    public BoxRecursion Swapped() =>
        Elementwise((_, low, high, error) => (Outward.SubtractDown(low, error), Outward.AddUp(high, error), error));

    /// <summary>Through a dense layer and its approximation.</summary>
    public BoxRecursion Through(DenseComparison layer, int threads)
    {
        if (layer.Inputs != _low.Length)
            throw new ArgumentException(Invariant($"a layer with {layer.Inputs} inputs does not accept {_low.Length} values"));
        BoxRecursion next = OfSize(layer.Outputs);
        Parallel.For(0, layer.Outputs, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => Row(layer, i, next));
        return next;
    }

    /// <summary>Through an operator with weights and its approximation.</summary>
    public BoxRecursion Through(MapComparison pair, int threads)
    {
        ArgumentNullException.ThrowIfNull(pair);
        if (pair.Weights.Inputs != _low.Length)
            throw new ArgumentException(Invariant($"a map of {pair.Weights.Inputs} inputs does not accept {_low.Length} values"));
        BoxRecursion next = OfSize(pair.Bias.Length);
        Parallel.For(0, pair.Bias.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, static () => new MapRow(), (i, _, row) =>
        {
            var value = new Accumulator(pair.Bias[i]);
            var difference = new Accumulator(0);
            pair.Weights.Row(i, row);
            AddRow(row, ref value, ref difference);
            pair.Positive.Row(i, row);
            AddErrors(row, ref difference, pair.ErrorSlack, positive: true);
            if (pair.IsTwoSided) pair.Negative.Row(i, row);
            AddErrors(row, ref difference, pair.ErrorSlack, positive: false);
            difference.AddUncertainTerm(pair.BiasErrors[i], pair.ErrorSlack, 1, 1);
            (next._low[i], next._high[i], next._error[i]) = (value.Low, value.High, Math.Max(-difference.Low, difference.High));
            return row;
        }, static _ => { });
        return next;
    }

    /// <summary>Through a layer that both networks have alike and that reads one value.</summary>
    /// <exception cref="ArgumentException">The layer does not accept the shape.</exception>
    public BoxRecursion Through(Operator layer, Shape input) => After(layer, [this], [input]);

    /// <summary>After an operator that both networks have alike.</summary>
    /// <param name="layer">The operator.</param>
    /// <param name="reads">The bounds on what it reads, in its order.</param>
    /// <param name="shapes">The shapes of what it reads.</param>
    /// <exception cref="ArgumentException">The operator does not accept the shapes.</exception>
    public static BoxRecursion After(Operator layer, ReadOnlySpan<BoxRecursion> reads, ReadOnlySpan<Shape> shapes)
    {
        ArgumentNullException.ThrowIfNull(layer);
        layer.OutputShape(shapes);
        return layer.Accept(new Pass([.. reads], [.. shapes]));
    }

    private static BoxRecursion OfSize(int size) => new(new double[size], new double[size], new double[size]);

    /// <summary>Adds what a row of a linear map makes of the target's values and of the difference.</summary>
    private void AddRow(MapRow row, ref Accumulator value, ref Accumulator difference)
    {
        for (int k = 0; k < row.Count; k++)
        {
            int j = row.Columns[k];
            value.AddTerm(row.Weights[k], _low[j], _high[j]);
            difference.AddTerm(row.Weights[k], -_error[j], _error[j]);
        }
    }

    /// <summary>
    /// Adds what a row of a difference of maps, known to a slack, makes of those of the other network's values that have one sign.
    /// </summary>
    private void AddErrors(MapRow row, ref Accumulator difference, double slack, bool positive)
    {
        for (int k = 0; k < row.Count; k++)
        {
            int j = row.Columns[k];
            double low = Outward.SubtractDown(_low[j], _error[j]);
            double high = Outward.AddUp(_high[j], _error[j]);
            (low, high) = positive ? (Math.Max(low, 0), Math.Max(high, 0)) : (Math.Min(low, 0), Math.Min(high, 0));
            difference.AddUncertainTerm(row.Weights[k], slack, low, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(DenseComparison layer, int row, BoxRecursion next)
    {
        ReadOnlySpan<double> weights = layer.Weights.AsSpan(row * layer.Inputs, layer.Inputs);
        ReadOnlySpan<double> positive = layer.PositiveErrors.AsSpan(row * layer.Inputs, layer.Inputs);
        ReadOnlySpan<double> negative = layer.NegativeErrors is null ? positive : layer.NegativeErrors.AsSpan(row * layer.Inputs, layer.Inputs);
        var value = new Accumulator(layer.Bias is null ? 0 : layer.Bias[row]);
        var difference = new Accumulator(0);
        for (int j = 0; j < weights.Length; j++)
        {
            value.AddTerm(weights[j], _low[j], _high[j]);
            difference.AddTerm(weights[j], -_error[j], _error[j]);
            double low = Outward.SubtractDown(_low[j], _error[j]);
            double high = Outward.AddUp(_high[j], _error[j]);
            difference.AddUncertainTerm(positive[j], layer.ErrorSlack, Math.Max(low, 0), Math.Max(high, 0));
            difference.AddUncertainTerm(negative[j], layer.ErrorSlack, Math.Min(low, 0), Math.Min(high, 0));
        }

        if (layer.BiasErrors is not null) difference.AddUncertainTerm(layer.BiasErrors[row], layer.ErrorSlack, 1, 1);
        next._low[row] = value.Low;
        next._high[row] = value.High;
        next._error[row] = Math.Max(-difference.Low, difference.High);
    }

    private BoxRecursion Elementwise(Func<int, double, double, double, (double Low, double High, double Error)> map)
    {
        BoxRecursion next = OfSize(_low.Length);
        for (int i = 0; i < _low.Length; i++) (next._low[i], next._high[i], next._error[i]) = map(i, _low[i], _high[i], _error[i]);
        return next;
    }

    private void Set(int index, (Interval Value, double Error) next) =>
        (_low[index], _high[index], _error[index]) = (next.Value.Lower, next.Value.Upper, next.Error);

    /// <summary>The product of two elements: |ab − âb̂| ≤ |a|·|b − b̂| + |a − â|·(|b| + |b − b̂|).</summary>
    private (Interval Value, double Error) Times(int index, BoxRecursion other, int otherIndex)
    {
        Interval a = new(_low[index], _high[index]), b = new(other._low[otherIndex], other._high[otherIndex]);
        (double first, double second) = (_error[index], other._error[otherIndex]);
        double error = first == 0 && second == 0
            ? 0
            : Outward.AddUp(Outward.MultiplyUp(a.Magnitude, second), Outward.MultiplyUp(first, Outward.AddUp(b.Magnitude, second)));
        return (a * b, error);
    }

    /// <summary>ReLU never widens a difference, and has none where neither network can be positive.</summary>
    private static (double Low, double High, double Error) Rectify(int index, double low, double high, double error) =>
        (Math.Max(low, 0), Math.Max(high, 0), Math.Min(error, Math.Max(Outward.AddUp(high, error), 0)));

    private static (double Low, double High, double Error) Unbounded =>
        (double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity);

    private BoxRecursion Through(Activation activation) => Elementwise((_, low, high, error) =>
    {
        if (activation.Function == ActivationFunction.Sqrt && !(low >= 0)) return Unbounded;
        (double least, double most) = activation.Range(low, high);
        if (error == 0) return (least, most, 0);
        (double from, double to) = activation.Range(Outward.SubtractDown(low, error), Outward.AddUp(high, error));
        double width = Outward.SubtractUp(to, from);
        return (least, most, width >= 0 ? Math.Min(Outward.MultiplyUp(activation.Lipschitz, error), width) : double.PositiveInfinity);
    });

    /// <summary>Operators that both networks have alike.</summary>
    private sealed class Pass(BoxRecursion[] reads, Shape[] shapes) : IOperatorPass<BoxRecursion>
    {
        public BoxRecursion Visit(Dense dense) => Affine(dense);

        public BoxRecursion Visit(Convolution convolution) => Affine(convolution);

        public BoxRecursion Visit(ElementwiseAffine affine) => Affine(affine);

        public BoxRecursion Visit(SplitSigns split) => Affine(split);

        public BoxRecursion Visit(Add add) => Affine(add);

        public BoxRecursion Visit(Concat concat) => Affine(concat);

        public BoxRecursion Visit(Flatten flatten) => reads[0];

        public BoxRecursion Visit(Reshape reshape) => reads[0];

        public BoxRecursion Visit(Relu relu) => reads[0].Elementwise(Rectify);

        public BoxRecursion Visit(MaxPooling pooling)
        {
            SlidingPlane plane = pooling.Plane(shapes[0]);
            BoxRecursion next = OfSize(pooling.OutputShape(shapes[0]).Length);
            for (int i = 0; i < next._low.Length; i++)
            {
                (int channel, int place) = Math.DivRem(i, plane.Places);
                next._low[i] = next._high[i] = double.NegativeInfinity;
                foreach (int element in plane.ElementsAt(place))
                {
                    int from = (channel * plane.Elements) + element;
                    next._low[i] = Math.Max(next._low[i], reads[0]._low[from]);
                    next._high[i] = Math.Max(next._high[i], reads[0]._high[from]);
                    next._error[i] = Math.Max(next._error[i], reads[0]._error[from]);
                }
            }

            return next;
        }

        /// <summary>In the sup norm the Jacobians have norms of at most ½ and 2. Shares lie in [0, 1], their logarithms are at most 0.</summary>
        public BoxRecursion Visit(Softmax softmax)
        {
            double error = Outward.MultiplyUp(softmax.Logarithm ? 2 : 0.5, reads[0].Error);
            return reads[0].Elementwise((_, _, _, _) => softmax.Logarithm ? (double.NegativeInfinity, 0, error) : (0, 1, Math.Min(error, 1)));
        }

        public BoxRecursion Visit(Subtract subtract) => Affine(subtract);

        public BoxRecursion Visit(Multiply multiply)
        {
            BoxRecursion next = OfSize(shapes[0].Length);
            for (int i = 0; i < next._low.Length; i++) next.Set(i, reads[0].Times(i, reads[1], i));
            return next;
        }

        public BoxRecursion Visit(Divide divide) => Unknown(shapes[0].Length);

        public BoxRecursion Visit(MatrixMultiply multiply)
        {
            Shape output = multiply.OutputShape(shapes);
            int inner = shapes[0][output.Rank - 1], rows = output[output.Rank - 2], columns = output[output.Rank - 1];
            BoxRecursion next = OfSize(output.Length);
            for (int i = 0; i < output.Length; i++)
            {
                (int row, int column) = Math.DivRem(i, columns);
                (Interval Value, double Error) sum = (Interval.Of(0), 0);
                for (int k = 0; k < inner; k++)
                {
                    (Interval value, double error) = reads[0].Times((row * inner) + k, reads[1], (((row / rows * inner) + k) * columns) + column);
                    sum = (sum.Value + value, Outward.AddUp(sum.Error, error));
                }

                next.Set(i, sum);
            }

            return next;
        }

        public BoxRecursion Visit(Slice slice) => Affine(slice);

        public BoxRecursion Visit(Transpose transpose) => Affine(transpose);

        public BoxRecursion Visit(Expand expand) => Affine(expand);

        public BoxRecursion Visit(Pad pad) => Affine(pad);

        public BoxRecursion Visit(AveragePooling pooling) => Affine(pooling);

        public BoxRecursion Visit(Mean mean) => Affine(mean);

        public BoxRecursion Visit(BatchNorm norm) => Affine(norm);

        /// <summary>Normalised, no element of n exceeds √n; how far two values are apart then is not known better than that.</summary>
        public BoxRecursion Visit(LayerNorm norm)
        {
            int run = norm.Scale.Length;
            double root = Outward.SqrtUp(run);
            bool isSame = reads[0].Error == 0;
            return reads[0].Elementwise((i, _, _, _) =>
            {
                double reach = Outward.MultiplyUp(Math.Abs(norm.Scale[i % run]), root), shift = norm.Shift is null ? 0 : norm.Shift[i % run];
                return (Outward.SubtractDown(shift, reach), Outward.AddUp(shift, reach), isSame ? 0 : 2 * reach);
            });
        }

        public BoxRecursion Visit(Activation activation) => reads[0].Through(activation);

        public BoxRecursion Visit(LeakyRelu relu) => TwoSlopes(_ => relu.Slope);

        public BoxRecursion Visit(PRelu relu) => TwoSlopes(i => relu.SlopeAt(i, shapes[0].Length));

        public BoxRecursion Visit(Clip clip) => reads[0].Elementwise((_, low, high, error) =>
            (Math.Min(Math.Max(low, clip.Low), clip.High), Math.Min(Math.Max(high, clip.Low), clip.High), error));

        private static BoxRecursion Unknown(int size) => OfSize(size).Elementwise((_, _, _, _) => Unbounded);

        private BoxRecursion TwoSlopes(Func<int, double> slopeOf) => reads[0].Elementwise((i, low, high, error) =>
        {
            double slope = slopeOf(i);
            Interval below = slope * new Interval(Math.Min(low, 0), Math.Min(high, 0));
            Interval value = below + new Interval(Math.Max(low, 0), Math.Max(high, 0));
            return (value.Lower, value.Upper, Outward.MultiplyUp(Math.Max(1, Math.Abs(slope)), error));
        });

        private BoxRecursion Affine(Operator made)
        {
            AffineSum sum = AffineSum.Of(made, shapes)!;
            BoxRecursion next = OfSize(sum.Bias.Length);
            var row = new MapRow();
            for (int i = 0; i < sum.Bias.Length; i++)
            {
                var value = new Accumulator(sum.Bias[i]);
                var difference = new Accumulator(0);
                for (int k = 0; k < reads.Length; k++)
                {
                    sum.Maps[k].Row(i, row);
                    reads[k].AddRow(row, ref value, ref difference);
                }

                (next._low[i], next._high[i], next._error[i]) = (value.Low, value.High, difference.High);
            }

            return next;
        }
    }

    /// <summary>An interval that terms are added to, rounded outward.</summary>
    private struct Accumulator(double start)
    {
        public double Low { get; private set; } = start;

        public double High { get; private set; } = start;

        /// <summary>Adds weight·x for x in an interval.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddTerm(double weight, double low, double high)
        {
            if (weight == 0) return;
            (double least, double most) = weight > 0 ? (low, high) : (high, low);
            Low = Outward.AddDown(Low, Outward.MultiplyDown(weight, least));
            High = Outward.AddUp(High, Outward.MultiplyUp(weight, most));
        }

        /// <summary>Adds the negative of error·x for x in an interval of one sign, where the error is known to 2⁻⁵³ of itself and a slack.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddUncertainTerm(double error, double slack, double low, double high)
        {
            if (low == 0 && high == 0) return;
            double least = Outward.SubtractDown(Math.BitDecrement(error), slack);
            double most = Outward.AddUp(Math.BitIncrement(error), slack);
            double largest = Math.Max(Math.Abs(low), Math.Abs(high));
            bool isNegative = low < 0;
            // −error·x for x ≥ 0 lies between −most·x and −least·x; for x ≤ 0 the other way round.
            double down = isNegative ? Outward.MultiplyDown(least, largest) : Outward.MultiplyDown(-most, largest);
            double up = isNegative ? Outward.MultiplyUp(most, largest) : Outward.MultiplyUp(-least, largest);
            double nearest = Math.Min(Math.Abs(low), Math.Abs(high));
            double downNear = isNegative ? Outward.MultiplyDown(least, nearest) : Outward.MultiplyDown(-most, nearest);
            double upNear = isNegative ? Outward.MultiplyUp(most, nearest) : Outward.MultiplyUp(-least, nearest);
            Low = Outward.AddDown(Low, Math.Min(down, downNear));
            High = Outward.AddUp(High, Math.Max(up, upNear));
        }
    }
}

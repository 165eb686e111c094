using Espalier.Certificates.Chains;
using Espalier.Graphs;
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
            if (!(low[i] <= high[i]) || !double.IsFinite(low[i]) || !double.IsFinite(high[i])) throw new ArgumentException(Invariant($"the box is empty or infinite in coordinate {i}"));
        return new BoxRecursion(low.ToArray(), high.ToArray(), new double[low.Length]);
    }

    /// <summary>Through a dense layer and its approximation.</summary>
    public BoxRecursion Through(DenseComparison layer, int threads)
    {
        if (layer.Inputs != _low.Length) throw new ArgumentException(Invariant($"a layer with {layer.Inputs} inputs does not accept {_low.Length} values"));
        var next = new BoxRecursion(new double[layer.Outputs], new double[layer.Outputs], new double[layer.Outputs]);
        Parallel.For(0, layer.Outputs, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => Row(layer, i, next));
        return next;
    }

    /// <summary>Through a layer that both networks have alike.</summary>
    /// <exception cref="ArgumentException">The layer is dense or of an unknown kind.</exception>
    public BoxRecursion Through(Operator layer, Shape input) => layer switch
    {
        Flatten => this,
        Relu => Elementwise(Rectify),
        SplitSigns => new BoxRecursion([.. _low, .. _high.Select(v => -v)], [.. _high, .. _low.Select(v => -v)], [.. _error, .. _error]),
        ElementwiseAffine affine => Through(affine),
        MaxPooling pooling => Through(pooling, input),
        Convolution convolution => Through(convolution, input),
        Softmax softmax => Through(softmax),
        _ => throw new ArgumentException($"no bound is known for a layer of kind {layer.Kind}"),
    };

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
        var next = new BoxRecursion(new double[_low.Length], new double[_low.Length], new double[_low.Length]);
        for (int i = 0; i < _low.Length; i++) (next._low[i], next._high[i], next._error[i]) = map(i, _low[i], _high[i], _error[i]);
        return next;
    }

    /// <summary>ReLU never widens a difference, and has none where neither network can be positive.</summary>
    private static (double Low, double High, double Error) Rectify(int index, double low, double high, double error) =>
        (Math.Max(low, 0), Math.Max(high, 0), Math.Min(error, Math.Max(Outward.AddUp(high, error), 0)));

    private BoxRecursion Through(ElementwiseAffine affine) => Elementwise((i, low, high, error) =>
    {
        double scale = affine.ScaleAt(i, _low.Length);
        var value = new Accumulator(affine.ShiftAt(i, _low.Length));
        value.AddTerm(scale, low, high);
        return (value.Low, value.High, Outward.MultiplyUp(Math.Abs(scale), error));
    });

    private BoxRecursion Through(Softmax softmax)
    {
        // In the sup norm the Jacobians have norms of at most ½ and 2.
        double error = Outward.MultiplyUp(softmax.Logarithm ? 2 : 0.5, Error);
        return Elementwise((_, _, _, _) => (double.NegativeInfinity, double.PositiveInfinity, error));
    }

    private BoxRecursion Through(MaxPooling pooling, Shape input)
    {
        Shape output = pooling.OutputShape(input);
        var next = new BoxRecursion(new double[output.Length], new double[output.Length], new double[output.Length]);
        Array.Fill(next._low, double.NegativeInfinity);
        Array.Fill(next._high, double.NegativeInfinity);
        foreach ((int from, int to) in Taps.Of(pooling, input))
        {
            next._low[to] = Math.Max(next._low[to], _low[from]);
            next._high[to] = Math.Max(next._high[to], _high[from]);
            next._error[to] = Math.Max(next._error[to], _error[from]);
        }

        return next;
    }

    private BoxRecursion Through(Convolution convolution, Shape input)
    {
        Shape output = convolution.OutputShape(input);
        int area = output[1] * output[2];
        var values = new Accumulator[output.Length];
        var differences = new Accumulator[output.Length];
        for (int i = 0; i < values.Length; i++) values[i] = new Accumulator(convolution.Bias is null ? 0 : convolution.Bias[i / area]);
        foreach ((int from, int to, int weight) in Taps.Of(convolution, input))
        {
            values[to].AddTerm(convolution.Weights[weight], _low[from], _high[from]);
            differences[to].AddTerm(convolution.Weights[weight], -_error[from], _error[from]);
        }

        var next = new BoxRecursion(new double[output.Length], new double[output.Length], new double[output.Length]);
        for (int i = 0; i < values.Length; i++) (next._low[i], next._high[i], next._error[i]) = (values[i].Low, values[i].High, differences[i].High);
        return next;
    }

    /// <summary>An interval that terms are added to, rounded outward.</summary>
    private struct Accumulator(double start)
    {
        public double Low { get; private set; } = start;

        public double High { get; private set; } = start;

        /// <summary>Adds weight·x for x in an interval.</summary>
        public void AddTerm(double weight, double low, double high)
        {
            if (weight == 0) return;
            (double least, double most) = weight > 0 ? (low, high) : (high, low);
            Low = Outward.AddDown(Low, Outward.MultiplyDown(weight, least));
            High = Outward.AddUp(High, Outward.MultiplyUp(weight, most));
        }

        /// <summary>Adds the negative of error·x for x in an interval of one sign, where the error is known to 2⁻⁵³ of itself and a slack.</summary>
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

using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>The difference of two networks at one input, enclosed.</summary>
/// <remarks>
/// Every value is carried as a float64 c and a radius r. Through W·x + b the radius becomes Σ|w|(r + γ|c|) + γ|b| with γ of all the
/// roundings of a row; ReLU never widens it, and a curve encloses the values on the interval. Instances keep buffers and serve one caller at a time.
/// </remarks>
internal sealed class PointDifference(NetworkPair pair)
{
    private Track? _trackA, _trackB;
    private readonly double[] _lower = new double[pair.Outputs];
    private readonly double[] _upper = new double[pair.Outputs];

    /// <summary>The same as <see cref="At(DifferenceQuestion, ReadOnlySpan{double})"/>, with buffers of its own.</summary>
    public static Witness Witness(NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> point) =>
        new([.. point], new PointDifference(pair).At(question, point));

    /// <summary>A lower bound on the measure of the difference at a point. It is not asked whether the point is in the domain.</summary>
    public double At(DifferenceQuestion question, ReadOnlySpan<double> point)
    {
        Track a = _trackA ??= new Track(pair.StepsA), b = _trackB ??= new Track(pair.StepsB);
        a.Run(point);
        b.Run(point);
        for (int i = 0; i < _lower.Length; i++)
        {
            double radius = Outward.AddUp(a.Radii[i], b.Radii[i]);
            _lower[i] = Outward.SubtractDown(Outward.SubtractDown(a.Values[i], b.Values[i]), radius);
            _upper[i] = -Outward.SubtractDown(Outward.SubtractDown(b.Values[i], a.Values[i]), radius);
        }

        return question.Measure.Least(_lower, _upper);
    }

    /// <summary>One network's values and radii, step after step.</summary>
    private sealed class Track
    {
        private readonly StepGraph _graph;
        private readonly double[][] _values;
        private readonly double[][] _radii;
        private readonly double[] _spread;
        private readonly MapWorkspace _workspace = new();

        public Track(StepGraph graph)
        {
            _graph = graph;
            var widest = new int[graph.Slots.Count];
            for (int value = 0; value <= graph.Steps.Length; value++)
            {
                ref int length = ref widest[graph.Slots[value]];
                length = Math.Max(length, ColumnMatrix.Padded(graph.Length(value)));
            }

            _values = [.. widest.Select(static length => new double[length])];
            _radii = [.. widest.Select(static length => new double[length])];
            _spread = new double[widest.Max()];
        }

        public double[] Values => _values[_graph.Slots[_graph.Steps.Length]];

        public double[] Radii => _radii[_graph.Slots[_graph.Steps.Length]];

        public void Run(ReadOnlySpan<double> point)
        {
            point.CopyTo(_values[0]);
            _radii[0].AsSpan().Clear();
            for (int i = 0; i < _graph.Steps.Length; i++)
            {
                int slot = _graph.Slots[i + 1];
                Through(_graph.Steps[i], _values[slot], _radii[slot]);
            }
        }

        private void Through(AffineStep step, double[] nextValues, double[] nextRadii)
        {
            nextValues.AsSpan().Clear();
            nextRadii.AsSpan().Clear();
            step.Bias.CopyTo(nextValues, 0);
            int terms = step.Terms.Length - 1;
            foreach (Term term in step.Terms) terms += term.Map.MostTerms;
            double gamma = Gamma(terms);
            for (int i = 0; i < step.Outputs; i++) nextRadii[i] = gamma * Math.Abs(step.Bias[i]);
            foreach (Term term in step.Terms)
            {
                int slot = _graph.Slots[term.Read];
                ReadOnlySpan<double> values = _values[slot].AsSpan(0, term.Map.Inputs);
                Spread(values, _radii[slot], gamma);
                term.Map.AddEnclosed(values, _spread.AsSpan(0, term.Map.Inputs), nextValues, nextRadii, _workspace);
            }

            // The radii are sums of positive terms: their own rounding is a small factor.
            for (int i = 0; i < step.Outputs; i++)
            {
                nextRadii[i] = (nextRadii[i] * (1 + (4 * gamma))) + Rounding.Underflow;

                // A sum that overflowed on the way may end at the wrong infinity: then nothing is known.
                if (!double.IsFinite(nextValues[i])) (nextValues[i], nextRadii[i]) = (0, double.PositiveInfinity);
                if (step.Rectified) Rectify(ref nextValues[i], ref nextRadii[i]);
                else if (step.Curve is { } curve) Bend(new SShape(curve), ref nextValues[i], ref nextRadii[i]);
            }
        }

        /// <summary>
        /// How much of each value a row may lose: the next larger number, as no share of a subnormal value is small enough for a
        /// float64.
        /// </summary>
        private void Spread(ReadOnlySpan<double> values, double[] radii, double gamma)
        {
            for (int j = 0; j < values.Length; j++)
                _spread[j] = values[j] == 0 ? radii[j] : Math.BitIncrement(radii[j] + (gamma * Math.Abs(values[j])));
        }

        private static void Rectify(ref double value, ref double radius)
        {
            if (value + radius < 0) radius = 0;
            if (value < 0) value = 0;
        }

        private static void Bend(SShape shape, ref double value, ref double radius)
        {
            double lower = Outward.SubtractDown(value, radius), upper = Outward.AddUp(value, radius);
            Interval values = lower <= upper ? shape.Values(lower, upper) : shape.Values(double.NegativeInfinity, double.PositiveInfinity);
            value = values.Middle;
            radius = Math.Max(Outward.SubtractUp(values.Upper, value), Outward.SubtractUp(value, values.Lower));
        }

        /// <summary>An upper bound on n·u/(1 − n·u) with some roundings to spare.</summary>
        private static double Gamma(int terms) => (terms + 8) * Rounding.Unit;
    }
}

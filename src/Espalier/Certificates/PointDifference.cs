using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Espalier.Certificates.Chains;
using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>The difference of two networks at one input, enclosed.</summary>
/// <remarks>
/// Every value is carried as a float64 c and a radius r. Through W·x + b the radius becomes Σ|w|(r + γ|c|) + γ|b| with γ of all the
/// roundings of a row; ReLU never widens it. Instances keep buffers and serve one caller at a time.
/// </remarks>
internal sealed class PointDifference(NetworkPair pair)
{
    private readonly Track _a = new(pair.ChainA);
    private readonly Track _b = new(pair.ChainB);

    /// <summary>The same as <see cref="At(DifferenceQuestion, ReadOnlySpan{double})"/>, with buffers of its own.</summary>
    public static Witness Witness(NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> point) =>
        new([.. point], new PointDifference(pair).At(question, point));

    /// <summary>A lower bound on the norm of the difference at a point; 0 at least. It is not asked whether the point is in the domain.</summary>
    public double At(DifferenceQuestion question, ReadOnlySpan<double> point)
    {
        _a.Run(point);
        _b.Run(point);
        double largest = 0;
        double squares = 0;
        for (int i = 0; i < pair.Outputs; i++)
        {
            if (question.Output is { } only && i != only) continue;
            double radius = Outward.AddUp(_a.Radii[i], _b.Radii[i]);
            double above = Outward.SubtractDown(Outward.SubtractDown(_a.Values[i], _b.Values[i]), radius);
            double below = Outward.SubtractDown(Outward.SubtractDown(_b.Values[i], _a.Values[i]), radius);
            double least = Math.Max(Math.Max(above, below), 0);
            if (!double.IsFinite(least)) return 0;
            largest = Math.Max(largest, least);
            squares = Outward.AddDown(squares, Outward.MultiplyDown(least, least));
        }

        double value = question.Norm == OutputNorm.Euclidean && question.Output is null ? Math.Max(largest, Outward.SqrtDown(squares)) : largest;
        return double.IsFinite(value) ? value : 0;
    }

    /// <summary>One network's values and radii, stage after stage.</summary>
    private sealed class Track
    {
        private readonly ReluChain _chain;
        private double[] _nextValues;
        private double[] _nextRadii;

        public Track(ReluChain chain)
        {
            _chain = chain;
            int widest = ColumnMatrix.Padded(Math.Max(chain.Inputs, chain.Stages.Max(stage => stage.Outputs)));
            Values = new double[widest];
            Radii = new double[widest];
            _nextValues = new double[widest];
            _nextRadii = new double[widest];
        }

        public double[] Values { get; private set; }

        public double[] Radii { get; private set; }

        public void Run(ReadOnlySpan<double> point)
        {
            point.CopyTo(Values);
            Radii.AsSpan().Clear();
            foreach (AffineStage stage in _chain.Stages) Through(stage);
        }

        private void Through(AffineStage stage)
        {
            ColumnMatrix columns = stage.Columns;
            _nextValues.AsSpan().Clear();
            _nextRadii.AsSpan().Clear();
            stage.Bias.CopyTo(_nextValues, 0);
            double gamma = Gamma(stage.Inputs);
            for (int i = 0; i < stage.Outputs; i++) _nextRadii[i] = gamma * Math.Abs(stage.Bias[i]);
            for (int j = 0; j < stage.Inputs; j++)
            {
                // The next larger number, as no share of a subnormal value is small enough for a float64.
                double radius = Values[j] == 0 ? Radii[j] : Math.BitIncrement(Radii[j] + (gamma * Math.Abs(Values[j])));
                if (radius != 0) AddColumn(columns.Column(j), Values[j], radius);
            }

            // The radii are sums of positive terms: their own rounding is a small factor.
            for (int i = 0; i < stage.Outputs; i++)
            {
                _nextRadii[i] = (_nextRadii[i] * (1 + (4 * gamma))) + Rounding.Underflow;
                if (stage.Rectified) Rectify(i);
            }

            (Values, _nextValues) = (_nextValues, Values);
            (Radii, _nextRadii) = (_nextRadii, Radii);
        }

        private void Rectify(int i)
        {
            // A sum that overflowed on the way may end at the wrong infinity.
            if (!double.IsFinite(_nextValues[i])) _nextValues[i] = double.NaN;
            if (_nextValues[i] + _nextRadii[i] < 0) _nextRadii[i] = 0;
            if (_nextValues[i] < 0) _nextValues[i] = 0;
        }

        private void AddColumn(ReadOnlySpan<double> column, double value, double radius)
        {
            ref double values = ref MemoryMarshal.GetArrayDataReference(_nextValues);
            ref double radii = ref MemoryMarshal.GetArrayDataReference(_nextRadii);
            ref double weights = ref MemoryMarshal.GetReference(column);
            Vector512<double> v = Vector512.Create(value), r = Vector512.Create(radius);
            for (nuint i = 0; i < (nuint)column.Length; i += 8)
            {
                Vector512<double> w = Vector512.LoadUnsafe(ref weights, i);
                Vector512.FusedMultiplyAdd(w, v, Vector512.LoadUnsafe(ref values, i)).StoreUnsafe(ref values, i);
                Vector512.FusedMultiplyAdd(Vector512.Abs(w), r, Vector512.LoadUnsafe(ref radii, i)).StoreUnsafe(ref radii, i);
            }
        }

        /// <summary>An upper bound on n·u/(1 − n·u) with some roundings to spare.</summary>
        private static double Gamma(int inputs) => (inputs + 8) * Rounding.Unit;
    }
}

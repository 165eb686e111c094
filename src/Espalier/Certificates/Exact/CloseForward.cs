using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

namespace Espalier.Certificates.Exact;

/// <summary>A network's outputs at a point in twice the digits of float64, for networks of which whole numbers would take too long.</summary>
/// <remarks>
/// Every value is an unevaluated sum of two float64s; products and sums are exact but for a correction that is summed up in float64. What that
/// misses is bounded as it goes: by a unit of every number on the way. Together the misses of a value lie in a Euclidean ball, which a step
/// widens by its norms and a ReLU does not: over twenty layers intervals would grow far more.
/// </remarks>
internal sealed class CloseForward(StepGraph graph, int threads)
{
    private readonly Dictionary<LinearMap, double> _norms = [];

    /// <summary>High + Low, and a bound on the Euclidean norm of what they miss.</summary>
    public sealed record Value(double[] High, double[] Low, double Missed);

    /// <summary>The outputs, or null where the work was stopped.</summary>
    public Value? Run(ReadOnlySpan<double> point, CancellationToken cancel) => graph.Slots.Walk<Value?>(
        new Value(point.ToArray(), new double[point.Length], 0),
        (step, reads) => cancel.IsCancellationRequested || reads.Contains(null) ? null : Through(graph.Steps[step], [.. reads.OfType<Value>()]));

    private Value Through(AffineStep step, Value[] reads)
    {
        double[] high = new double[step.Outputs], low = new double[step.Outputs], missed = new double[step.Outputs];
        Parallel.For(0, step.Outputs, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new MapRow(), (i, _, row) =>
        {
            double sum = step.Bias[i], rest = 0, passed = 0;
            int terms = 0;
            for (int k = 0; k < reads.Length; k++)
            {
                step.Terms[k].Map.Row(i, row);
                Add(row, reads[k], ref sum, ref rest, ref passed);
                terms += row.Count;
            }

            double whole = sum + rest, part = whole - sum;
            (high[i], low[i]) = (whole, (sum - (whole - part)) + (rest - part));
            missed[i] = (Rounding.Unit * passed * (1 + (8 * (terms + 1) * Rounding.Unit))) + Rounding.Underflow;
            if (step.Rectified && (whole < 0 || (whole == 0 && low[i] < 0))) (high[i], low[i]) = (0, 0);
            return row;
        }, static _ => { });
        double all = UpperNorms.Euclidean(missed);
        for (int k = 0; k < reads.Length; k++)
            if (reads[k].Missed > 0) all = Outward.AddUp(all, Outward.MultiplyUp(Norm(step.Terms[k].Map), reads[k].Missed));
        return new Value(high, low, all);
    }

    /// <summary>Adds products: sum + rest misses the truth by at most a unit of what has passed.</summary>
    private static void Add(MapRow row, Value read, ref double sum, ref double rest, ref double passed)
    {
        ReadOnlySpan<int> columns = row.Columns;
        ReadOnlySpan<double> weights = row.Weights;
        double[] high = read.High, low = read.Low;
        (double s, double e, double p) = (sum, rest, passed);
        for (int k = 0; k < columns.Length; k++)
        {
            double weight = weights[k], value = high[columns[k]];
            double product = weight * value, next = s + product, part = next - s;
            double errors = Math.FusedMultiplyAdd(weight, value, -product) + ((s - (next - part)) + (product - part));
            double corrected = Math.FusedMultiplyAdd(weight, low[columns[k]], errors);
            s = next;
            e += corrected;
            p += Math.Abs(errors) + Math.Abs(corrected) + Math.Abs(e);
        }

        (sum, rest, passed) = (s, e, p);
    }

    private double Norm(LinearMap map)
    {
        if (!_norms.TryGetValue(map, out double norm)) _norms.Add(map, norm = UpperNorms.Spectral(map, threads));
        return norm;
    }
}

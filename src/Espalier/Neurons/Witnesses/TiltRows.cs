using System.Numerics;

namespace Espalier.Neurons.Witnesses;

/// <summary>
/// How every neuron leans away from the target: u_j, the part of w_j across w*, divided by the length of its part along w*. In coordinates of
/// the space across w*, coordinate by coordinate, as products with all neurons at once need them.
/// </summary>
/// <remarks>A reflection takes w* to the first axis; the other axes then span the space across.</remarks>
internal sealed class TiltRows
{
    /// <summary>Neurons that lean further bend where nothing is near: they never decide.</summary>
    private const double Furthest = 1e9;

    private const int Chunk = 1024;

    private readonly double[] _mirror;
    private readonly double[] _columns;

    public TiltRows(NeuronProblem problem)
    {
        Dimension = problem.Dimension - 1;
        _mirror = Mirror(problem.Target);
        double[] row = new double[problem.Dimension];
        var rows = new List<double[]>();
        for (int j = 0; j < problem.Width; j++)
        {
            problem.Weight(j).CopyTo(row);
            if (!Directions.Normalise(row)) continue;
            Reflect(row);
            double along = Math.Abs(row[0]);
            double across = Directions.Norm(row.AsSpan(1));
            if (across > Furthest * along) continue;
            rows.Add(Array.ConvertAll(row[1..], entry => entry / along));
        }

        Count = rows.Count;
        _columns = new double[Count * Dimension];
        for (int j = 0; j < Count; j++)
        {
            for (int i = 0; i < Dimension; i++) _columns[(i * Count) + j] = rows[j][i];
        }
    }

    /// <summary>d − 1.</summary>
    public int Dimension { get; }

    /// <summary>Neurons that can decide.</summary>
    public int Count { get; }

    /// <summary>⟨u_j, y⟩ for every j; each sum in the order of its coordinates.</summary>
    public void Multiply(ReadOnlySpan<double> y, Span<double> products)
    {
        for (int from = 0; from < Count; from += Chunk)
        {
            Span<double> part = products.Slice(from, Math.Min(Chunk, Count - from));
            part.Clear();
            for (int i = 0; i < Dimension; i++) Accumulate(_columns.AsSpan((i * Count) + from, part.Length), y[i], part);
        }
    }

    public void CopyRow(int j, Span<double> row)
    {
        for (int i = 0; i < Dimension; i++) row[i] = _columns[(i * Count) + j];
    }

    /// <summary>A vector across the target as one of the whole space.</summary>
    public double[] Lift(ReadOnlySpan<double> y)
    {
        double[] x = [0, .. y];
        Reflect(x);
        return x;
    }

    private static void Accumulate(ReadOnlySpan<double> column, double factor, Span<double> sums)
    {
        int i = 0;
        var factors = new Vector<double>(factor);
        for (; i + Vector<double>.Count <= sums.Length; i += Vector<double>.Count)
            (new Vector<double>(sums[i..]) + (new Vector<double>(column[i..]) * factors)).CopyTo(sums[i..]);
        for (; i < sums.Length; i++) sums[i] += column[i] * factor;
    }

    private static double[] Mirror(ReadOnlySpan<double> target)
    {
        double[] v = target.ToArray();
        Directions.Normalise(v);
        v[0] += v[0] < 0 ? -1 : 1;
        Directions.Normalise(v);
        return v;
    }

    private void Reflect(Span<double> x)
    {
        double twice = 2 * Directions.Dot(_mirror, x);
        for (int i = 0; i < x.Length; i++) x[i] -= twice * _mirror[i];
    }
}

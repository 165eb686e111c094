using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Espalier.Pruning.Sparse;

/// <summary>The weights of a matrix that are not 0, with the places of what they meet; in some order that a kernel can walk.</summary>
internal abstract class SparseRows
{
    /// <summary>Lanes that are computed at once.</summary>
    public const int Tile = 64;

    /// <summary>Σ w·x of a row for 64 lanes side by side: the chain c ← fma(w, x, c) from 0 on, in the order of the weights.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">The lanes of all places, one behind the other.</param>
    /// <param name="width">From the lanes of one place to those of the next.</param>
    /// <param name="first">The first lane.</param>
    /// <param name="sums">Receives 64 sums.</param>
    public abstract void Lanes(int row, ReadOnlySpan<float> values, int width, int first, Span<float> sums);

    /// <summary>Σ w·x of all rows for one vector, every place of which is an element: the same chains, four rows at once.</summary>
    public abstract void Dots(ReadOnlySpan<float> values, Span<float> sums);

    /// <summary>Adds a weight times 64 lanes.</summary>
    protected static void Add(
        float weight, ref float at, ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c, ref Vector512<float> d)
    {
        Vector512<float> factor = Vector512.Create(weight);
        a = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref at), a);
        b = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref at, 16), b);
        c = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref at, 32), c);
        d = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref at, 48), d);
    }
}

/// <summary>Compressed sparse rows: for each row its weights and their places.</summary>
internal sealed class CompressedRows : SparseRows
{
    private readonly int[] _starts;
    private readonly int[] _places;
    private readonly float[] _weights;

    /// <summary>Stores rows.</summary>
    /// <param name="rows">For each row its weights that are not 0, in the order of their places.</param>
    public CompressedRows(IReadOnlyList<(int Place, float Weight)[]> rows)
    {
        _starts = new int[rows.Count + 1];
        for (int row = 0; row < rows.Count; row++) _starts[row + 1] = _starts[row] + rows[row].Length;
        _places = [.. rows.SelectMany(row => row.Select(each => each.Place))];
        _weights = [.. rows.SelectMany(row => row.Select(each => each.Weight))];
    }

    public override void Lanes(int row, ReadOnlySpan<float> values, int width, int first, Span<float> sums)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (int i = _starts[row]; i < _starts[row + 1]; i++)
        {
            ReadOnlySpan<float> lanes = values.Slice((_places[i] * width) + first, Tile);
            Add(_weights[i], ref MemoryMarshal.GetReference(lanes), ref a, ref b, ref c, ref d);
        }

        a.CopyTo(sums);
        b.CopyTo(sums[16..]);
        c.CopyTo(sums[32..]);
        d.CopyTo(sums[48..]);
    }

    public override void Dots(ReadOnlySpan<float> values, Span<float> sums)
    {
        int row = 0;
        for (; row + 4 <= sums.Length; row += 4)
        {
            int a = _starts[row], b = _starts[row + 1], c = _starts[row + 2], d = _starts[row + 3], end = _starts[row + 4];
            int shared = Math.Min(Math.Min(b - a, c - b), Math.Min(d - c, end - d));
            float sumA = 0, sumB = 0, sumC = 0, sumD = 0;
            for (int i = 0; i < shared; i++)
            {
                sumA = Added(a + i, values, sumA);
                sumB = Added(b + i, values, sumB);
                sumC = Added(c + i, values, sumC);
                sumD = Added(d + i, values, sumD);
            }

            sums[row] = Rest(a + shared, b, values, sumA);
            sums[row + 1] = Rest(b + shared, c, values, sumB);
            sums[row + 2] = Rest(c + shared, d, values, sumC);
            sums[row + 3] = Rest(d + shared, end, values, sumD);
        }

        for (; row < sums.Length; row++) sums[row] = Rest(_starts[row], _starts[row + 1], values, 0);
    }

    private float Added(int at, ReadOnlySpan<float> values, float sum) => MathF.FusedMultiplyAdd(_weights[at], values[_places[at]], sum);

    private float Rest(int first, int end, ReadOnlySpan<float> values, float sum)
    {
        for (int at = first; at < end; at++) sum = Added(at, values, sum);
        return sum;
    }
}

/// <summary>At most N of every M inputs: for each of them a weight and a byte that says which.</summary>
/// <remarks>Runs stand one behind the other: of a row, of a place of the kernel. A run with fewer weights is filled with zeros.</remarks>
internal sealed class PatternRows : SparseRows
{
    private readonly int _kept;
    private readonly int _runsOfRow;
    private readonly int _step;
    private readonly int[] _bases;
    private readonly float[] _weights;
    private readonly byte[] _which;

    /// <summary>Stores runs of N weights.</summary>
    /// <param name="kept">N.</param>
    /// <param name="step">From the place of one input of a run to the next.</param>
    /// <param name="bases">The place of the first input of every run, row by row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="weights">N for each run.</param>
    /// <param name="which">Which inputs of the run.</param>
    public PatternRows(int kept, int step, int[] bases, int rows, float[] weights, byte[] which) =>
        (_kept, _step, _bases, _runsOfRow, _weights, _which) = (kept, step, bases, bases.Length / rows, weights, which);

    public override void Lanes(int row, ReadOnlySpan<float> values, int width, int first, Span<float> sums)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        int at = row * _runsOfRow * _kept;
        for (int run = row * _runsOfRow; run < (row + 1) * _runsOfRow; run++)
        {
            int start = (_bases[run] * width) + first;
            for (int i = 0; i < _kept; i++, at++)
            {
                ReadOnlySpan<float> lanes = values.Slice(start + (_which[at] * _step * width), Tile);
                Add(_weights[at], ref MemoryMarshal.GetReference(lanes), ref a, ref b, ref c, ref d);
            }
        }

        a.CopyTo(sums);
        b.CopyTo(sums[16..]);
        c.CopyTo(sums[32..]);
        d.CopyTo(sums[48..]);
    }

    public override void Dots(ReadOnlySpan<float> values, Span<float> sums)
    {
        int row = 0;
        for (; row + 4 <= sums.Length; row += 4)
        {
            float a = 0, b = 0, c = 0, d = 0;
            for (int run = row * _runsOfRow; run < (row + 1) * _runsOfRow; run++)
            {
                for (int i = 0; i < _kept; i++)
                {
                    a = Added(run, i, values, a);
                    b = Added(run + _runsOfRow, i, values, b);
                    c = Added(run + (2 * _runsOfRow), i, values, c);
                    d = Added(run + (3 * _runsOfRow), i, values, d);
                }
            }

            (sums[row], sums[row + 1], sums[row + 2], sums[row + 3]) = (a, b, c, d);
        }

        for (; row < sums.Length; row++)
        {
            sums[row] = 0;
            for (int run = row * _runsOfRow; run < (row + 1) * _runsOfRow; run++)
                for (int i = 0; i < _kept; i++) sums[row] = Added(run, i, values, sums[row]);
        }
    }

    private float Added(int run, int i, ReadOnlySpan<float> values, float sum)
    {
        int at = (run * _kept) + i;
        return MathF.FusedMultiplyAdd(_weights[at], values[_bases[run] + (_which[at] * _step)], sum);
    }
}

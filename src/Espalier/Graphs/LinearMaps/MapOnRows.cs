using Espalier.Numerics;

namespace Espalier.Graphs.LinearMaps;

/// <summary>
/// A linear map as it acts on the rows of a matrix, which stand for some of its inputs: each row of the result is a combination
/// of them.
/// </summary>
internal abstract class MapOnRows
{
    /// <summary>The most rows that enter a row of the result.</summary>
    public abstract int MostTerms { get; }

    /// <summary>result ← A·rows, or result ← result + A·rows.</summary>
    /// <param name="rows">One row for each input, filled up with zeros to a multiple of 8 numbers.</param>
    /// <param name="rowStride">The distance between them.</param>
    /// <param name="columns">How much of each row counts, a multiple of 8.</param>
    /// <param name="results">One row for each output.</param>
    /// <param name="stride">The distance between them.</param>
    /// <param name="accumulate">Whether the result is added.</param>
    /// <param name="workspace">Buffers and threads.</param>
    public abstract void Times(double[] rows, int rowStride, int columns, double[] results, int stride, bool accumulate, MapWorkspace workspace);

    /// <summary>sums ← sums + |A|·vector; the sums are filled up to a multiple of 8 numbers.</summary>
    public abstract void AddAbsolute(ReadOnlySpan<double> vector, Span<double> sums, MapWorkspace workspace);

    /// <summary>For each input the row that stands for it, or −1; null where every input has its own.</summary>
    public static int[]? Slots(ReadOnlySpan<int> chosen, int inputs)
    {
        if (chosen.Length == inputs) return null;
        var slots = new int[inputs];
        Array.Fill(slots, -1);
        for (int slot = 0; slot < chosen.Length; slot++) slots[chosen[slot]] = slot;
        return slots;
    }

    /// <summary>The vector with a number for every input, 0 for those that no row stands for.</summary>
    protected static ReadOnlySpan<double> Spread(ReadOnlySpan<double> vector, int[]? slots)
    {
        if (slots is null) return vector;
        var all = new double[slots.Length];
        for (int j = 0; j < all.Length; j++) all[j] = slots[j] < 0 ? 0 : vector[slots[j]];
        return all;
    }
}

/// <summary>The same, row by row of the map.</summary>
internal sealed class SparseOnRows(LinearMap map, int[]? slots) : MapOnRows
{
    public override int MostTerms => map.MostTerms;

    public override void Times(double[] rows, int rowStride, int columns, double[] results, int stride, bool accumulate, MapWorkspace workspace)
    {
        var row = new MapRow();
        for (int i = 0; i < map.Outputs; i++)
        {
            Span<double> target = results.AsSpan(i * stride, columns);
            if (!accumulate) target.Clear();
            map.Row(i, row);
            for (int k = 0; k < row.Count; k++)
            {
                int slot = slots is null ? row.Columns[k] : slots[row.Columns[k]];
                if (slot >= 0) PaddedRows.AddScaled(row.Weights[k], rows.AsSpan(slot * rowStride, columns), target);
            }
        }
    }

    public override void AddAbsolute(ReadOnlySpan<double> vector, Span<double> sums, MapWorkspace workspace) =>
        map.AddAbsolute(Spread(vector, slots), sums, workspace);
}

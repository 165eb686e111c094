using Espalier.Numerics.Random;

namespace Espalier.SubsetSums.Hitting;

/// <summary>
/// The endless candidates of every weight of a grid, each a pure function of seed, tensor and index, whatever width turns out to be
/// needed: number k of weight t is element k·(weights of the grid) + t of a stream, so a wider parent begins with the narrower one.
/// </summary>
/// <remarks>
/// Of products u·v one factor belongs to the column and is shared by the rows: only block rows k whose u has the wanted sign count,
/// and v is element k·(weights) + t. Safe to use from many threads.
/// </remarks>
public sealed class HittingCandidates
{
    private readonly Distribution _law;
    private readonly RandomStream _stream;
    private readonly ulong _weights;
    private readonly WeightColumns _columns;
    private readonly byte[]? _rows;
    private readonly float[]? _shared;
    private readonly byte[]? _counts;

    private HittingCandidates(
        Distribution law, RandomStream stream, long weights, WeightColumns columns, (byte[] Rows, float[] Shared, byte[] Counts)? blocks)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentOutOfRangeException.ThrowIfLessThan(weights, 1);
        (_law, _stream, _weights, _columns) = (law, stream, (ulong)weights, columns);
        (_rows, _shared, _counts) = blocks ?? default;
        double largest = 1;
        if (_shared is not null)
        {
            largest = 0;
            foreach (float u in _shared) largest = Math.Max(largest, Math.Abs(u));
        }

        Exponent = PrefixSearch.ExponentFor(largest * law.LargestMagnitude);
    }

    /// <summary>The most block rows that a list of shared factors may have.</summary>
    public const int MostBlockRows = 256;

    /// <summary>The exponent of the units in which sums are walked.</summary>
    internal int Exponent { get; }

    /// <summary>Whether candidates are products.</summary>
    internal bool IsProduct => _shared is not null;

    /// <summary>One number each.</summary>
    /// <param name="law">How they are distributed.</param>
    /// <param name="stream">Seed and tensor.</param>
    /// <param name="weights">Weights of the grid.</param>
    public static HittingCandidates Direct(Distribution law, RandomStream stream, long weights) => new(law, stream, weights, default, null);

    /// <summary>Products u·v for inputs of one sign.</summary>
    /// <param name="law">The law of v.</param>
    /// <param name="stream">Seed and tensor of v.</param>
    /// <param name="weights">Weights of the grid, a multiple of <paramref name="columns"/>.</param>
    /// <param name="columns">Weights of a row.</param>
    /// <param name="shared">u of block row k for column j at k·columns + j, at most <see cref="MostBlockRows"/> rows.</param>
    /// <param name="sign">1 takes the block rows with u &gt; 0 (for inputs ≥ 0), −1 those with u &lt; 0.</param>
    public static HittingCandidates Products(
        Distribution law, RandomStream stream, long weights, int columns, ReadOnlySpan<float> shared, int sign)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (weights % columns != 0) throw new ArgumentException("These are not whole rows.", nameof(columns));
        return Products(law, stream, weights, new WeightColumns(columns, 1, weights, weights), columns, shared, sign);
    }

    /// <summary>Products u·v for inputs of one sign, in a grid of kernels.</summary>
    /// <param name="law">The law of v.</param>
    /// <param name="stream">Seed and tensor of v.</param>
    /// <param name="weights">Weights of the grid.</param>
    /// <param name="layout">Which column serves a weight.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="shared">u of block row k for column j at k·columns + j, at most <see cref="MostBlockRows"/> rows.</param>
    /// <param name="sign">1 takes the block rows with u &gt; 0 (for inputs ≥ 0), −1 those with u &lt; 0.</param>
    public static HittingCandidates Products(
        Distribution law, RandomStream stream, long weights, WeightColumns layout, int columns, ReadOnlySpan<float> shared, int sign)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Math.Abs(sign), 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shared.Length, MostBlockRows * columns);
        if (shared.Length % columns != 0) throw new ArgumentException("These are not whole rows.", nameof(columns));
        const int Most = SubsetSum.MaxCandidates;
        var (rows, factors, counts) = (new byte[Most * columns], new float[Most * columns], new byte[columns]);
        for (int i = 0; i < shared.Length; i++)
        {
            int column = i % columns;
            if (Math.Sign(shared[i]) != sign || counts[column] == Most) continue;
            int place = (column * Most) + counts[column]++;
            (rows[place], factors[place]) = ((byte)(i / columns), shared[i]);
        }

        return new HittingCandidates(law, stream, weights, layout, (rows, factors, counts));
    }

    /// <summary>How many candidates a column's weights may use: 44, or as many block rows as have the wanted sign.</summary>
    public int CountOf(int column) => _counts?[column] ?? SubsetSum.MaxCandidates;

    /// <summary>The block row behind a candidate; of direct candidates, the candidate itself.</summary>
    public int Row(int column, int place) => _rows?[(column * SubsetSum.MaxCandidates) + place] ?? place;

    /// <summary>The candidate at a place of a weight: a float32 number, or the exact product of two.</summary>
    public double At(long weight, int place)
    {
        int column = ColumnOf(weight);
        return Factor(column, place) * _law.At(_stream, IndexOf(weight, Row(column, place)));
    }

    internal int ColumnOf(long weight) => _shared is null ? 0 : _columns.Of(weight);

    internal double Factor(int column, int place) => _shared?[(column * SubsetSum.MaxCandidates) + place] ?? 1.0;

    /// <summary>The numbers of consecutive weights at one block row.</summary>
    internal void Fill(long weight, int row, Span<float> numbers) => _law.Fill(_stream, IndexOf(weight, row), numbers);

    /// <summary>One such number.</summary>
    internal float Number(long weight, int row) => _law.At(_stream, IndexOf(weight, row));

    private ulong IndexOf(long weight, int row) => ((ulong)row * _weights) + (ulong)weight;
}

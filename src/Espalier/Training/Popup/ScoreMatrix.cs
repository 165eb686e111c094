using Espalier.Parents.Masks;

namespace Espalier.Training.Popup;

/// <summary>The scores of one tensor of a parent, with its frozen weights and the velocities of the descent.</summary>
/// <remarks>
/// A row of the tensor is <see cref="Planes"/> stretches of <see cref="Columns"/> elements, one per hidden unit of an input; each is
/// padded to whole vectors. Work is cut into chunks of rows, whatever the number of threads, so that sums over chunks have one order.
/// </remarks>
internal sealed class ScoreMatrix
{
    private const int MostChunks = 16;

    /// <summary>Elements that are worth a piece of work of their own.</summary>
    private const int SmallestChunk = 1 << 14;

    public ScoreMatrix(int rows, int planes, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<float> scores)
    {
        Rows = rows;
        Planes = planes;
        Columns = columns;
        Stride = Lanes.Padded(columns);
        RowLength = planes * Stride;
        Weights = new AlignedSingles(checked(rows * RowLength));
        Scores = new AlignedSingles(rows * RowLength);
        Velocities = new AlignedSingles(rows * RowLength);
        Lanes.Pad(weights, columns, Weights.Span);
        Lanes.Pad(scores, columns, Scores.Span);
        ChunkRows = Math.Max((rows + MostChunks - 1) / MostChunks, (SmallestChunk + RowLength - 1) / RowLength);
        Chunks = (rows + ChunkRows - 1) / ChunkRows;
        Candidates = new int[rows * RowLength];
        Counts = new ChunkCount[Chunks];
    }

    public int Rows { get; }

    public int Planes { get; }

    public int Columns { get; }

    /// <summary>The distance between planes.</summary>
    public int Stride { get; }

    /// <summary>The distance between rows.</summary>
    public int RowLength { get; }

    public int ChunkRows { get; }

    public int Chunks { get; }

    /// <summary>The number of elements.</summary>
    public int Length => Rows * Planes * Columns;

    public AlignedSingles Weights { get; }

    public AlignedSingles Scores { get; }

    public AlignedSingles Velocities { get; }

    /// <summary>Which elements are kept.</summary>
    public Threshold Kept { get; set; } = Threshold.All;

    /// <summary>Between which magnitudes the next threshold is expected.</summary>
    public Bracket Expected { get; set; } = Bracket.Everything;

    /// <summary>Magnitudes within <see cref="Expected"/>; those of chunk c stand from <see cref="FirstOf"/>(c) on.</summary>
    public int[] Candidates { get; }

    /// <summary>What each chunk counted.</summary>
    public ChunkCount[] Counts { get; }

    public bool IsFinite => Array.TrueForAll(Counts, count => count.Largest < Magnitude.Infinite);

    /// <summary>The rows of a chunk.</summary>
    public (int First, int End) RowsOf(int chunk) => (chunk * ChunkRows, Math.Min((chunk + 1) * ChunkRows, Rows));

    /// <summary>Where a chunk begins.</summary>
    public int FirstOf(int chunk) => chunk * ChunkRows * RowLength;

    /// <summary>The kept elements as the tensor has them.</summary>
    public TensorMask ToMask()
    {
        bool[] kept = new bool[Length];
        int width = Planes * Columns;
        for (int i = 0; i < kept.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, width);
            (int plane, int within) = Math.DivRem(column, Columns);
            kept[i] = Kept.Keeps(Magnitude.Of(Scores.Span[(row * RowLength) + (plane * Stride) + within]), row, column);
        }

        return new TensorMask(kept);
    }
}

/// <summary>Magnitudes from one on and below another.</summary>
internal readonly record struct Bracket(int Low, int High)
{
    /// <summary>Every finite magnitude.</summary>
    public static Bracket Everything => new(0, int.MaxValue);

    /// <summary>No magnitude; nothing is counted as above it.</summary>
    public static Bracket Nothing => new(int.MaxValue, int.MaxValue);
}

/// <summary>What was seen in a chunk of scores.</summary>
/// <param name="Above">Magnitudes above the bracket.</param>
/// <param name="Inside">Magnitudes in the bracket, which are among the candidates.</param>
/// <param name="Largest">The largest magnitude.</param>
internal readonly record struct ChunkCount(int Above, int Inside, int Largest);

using Espalier.Numerics;

namespace Espalier.Training.Popup;

/// <summary>Finds the threshold above which a given number of scores lies, among one matrix or several together.</summary>
/// <remarks>
/// Exact, and a function of the scores alone: of equal magnitudes those of an earlier matrix, then of an earlier position, are kept.
/// The step counts the scores above a bracket and collects the few inside; if the threshold moved out of it, all are collected once.
/// </remarks>
internal sealed class ScoreSelection : ICrewWork
{
    private const int FirstReach = 1 << 16;
    private const int ShortestReach = 1 << 8;

    private readonly ScoreMatrix[] _matrices;
    private readonly int[] _candidates;
    private readonly int _chunks;
    private int _last;
    private int _reach = FirstReach;

    /// <summary>Keeps n − ⌊removed·n⌋ of the n scores of some matrices.</summary>
    public ScoreSelection(double removed, params ScoreMatrix[] matrices)
        : this(Left(removed, matrices.Sum(matrix => (long)matrix.Length)), matrices)
    {
    }

    /// <summary>Keeps so many of the scores of some matrices.</summary>
    public ScoreSelection(long keep, params ScoreMatrix[] matrices)
    {
        _matrices = matrices;
        _chunks = matrices.Sum(matrix => matrix.Chunks);
        long length = matrices.Sum(matrix => (long)matrix.Length);
        Keep = keep;
        bool isTrivial = keep == 0 || keep == length;
        _candidates = isTrivial ? [] : new int[length];
        foreach (ScoreMatrix matrix in matrices)
        {
            matrix.Kept = keep == 0 ? Threshold.None : Threshold.All;
            matrix.Expected = isTrivial ? Bracket.Nothing : Bracket.Everything;
        }
    }

    private static long Left(double removed, long length) => removed >= 0 && removed <= 1
        ? length - (long)(removed * length)
        : throw new ArgumentOutOfRangeException(nameof(removed), removed, "a share is between 0 and 1");

    /// <summary>The number of scores that are kept.</summary>
    public long Keep { get; }

    /// <summary>The number of times that the threshold was not where it was expected.</summary>
    public long Misses { get; private set; }

    /// <summary>Sets the thresholds of the matrices, all of whose chunks have been counted.</summary>
    public void Select(Crew crew, int threads)
    {
        if (_candidates.Length == 0) return;
        (int found, long rank) = Collect();
        if (rank < 1 || rank > found)
        {
            Misses++;
            foreach (ScoreMatrix matrix in _matrices) matrix.Expected = Bracket.Everything;
            crew.Run(this, _chunks, threads);
            (found, rank) = Collect();
            // Scores that are not finite lie above everything: such a training stops, whatever it keeps.
            rank = Math.Max(rank, 1);
            if (found == 0) return;
        }

        (int value, int ties, int kept) = RankSelection.Largest(_candidates.AsSpan(0, found), (int)rank);
        if (ties == kept) SetAll(Threshold.KeepingTies(value));
        else SetWithTies(value, kept);
        Expect(value);
    }

    /// <summary>Counts a chunk; pieces number the chunks of all matrices.</summary>
    public void Do(int piece, int worker)
    {
        int matrix = 0;
        for (; piece >= _matrices[matrix].Chunks; matrix++) piece -= _matrices[matrix].Chunks;
        ScoreKernel.Count(_matrices[matrix], piece);
    }

    /// <summary>Brings the candidates together; the rank is that of the threshold among them.</summary>
    private (int Found, long Rank) Collect()
    {
        int found = 0;
        long rank = Keep;
        foreach (ScoreMatrix matrix in _matrices)
        {
            for (int chunk = 0; chunk < matrix.Chunks; chunk++)
            {
                ChunkCount count = matrix.Counts[chunk];
                matrix.Candidates.AsSpan(matrix.FirstOf(chunk), count.Inside).CopyTo(_candidates.AsSpan(found));
                found += count.Inside;
                rank -= count.Above;
            }
        }

        return (found, rank);
    }

    private void SetAll(Threshold threshold)
    {
        foreach (ScoreMatrix matrix in _matrices) matrix.Kept = threshold;
    }

    /// <summary>Keeps the first <paramref name="kept"/> of the scores of a magnitude.</summary>
    private void SetWithTies(int magnitude, int kept)
    {
        foreach (ScoreMatrix matrix in _matrices)
        {
            if (kept == 0)
            {
                matrix.Kept = Threshold.RemovingTies(magnitude);
                continue;
            }

            matrix.Kept = TieSearch.Find(matrix, magnitude, ref kept);
        }
    }

    /// <summary>The next threshold is expected within a few times the way that the last one went.</summary>
    private void Expect(int value)
    {
        int way = _last == 0 ? _reach / 4 : (int)Math.Min(Math.Abs((long)value - _last), 1 << 24);
        _reach = Math.Max(Math.Max(4 * way, _reach - (_reach / 8)), ShortestReach);
        _last = value;
        var bracket = new Bracket(Math.Max(1, value - _reach), (int)Math.Min((long)value + _reach, int.MaxValue));
        foreach (ScoreMatrix matrix in _matrices) matrix.Expected = bracket;
    }
}

using Espalier.Numerics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>Reads consecutive weights, from a place on.</summary>
internal delegate void TargetReader(int first, Span<double> targets);

/// <summary>A grid in pieces of whole rows, about a tile or more each.</summary>
internal sealed class HittingGridWork : ICrewWork
{
    private readonly HittingJob _job;
    private readonly TargetReader _targets;
    private readonly long _first;
    private readonly ReadOnlyMemory<double> _tolerances;
    private readonly Memory<ulong> _masks;
    private readonly IProgress<long>? _progress;
    private readonly CancellationToken _cancel;
    private readonly Worker?[] _workers;
    private readonly int _columns;
    private readonly int _rowsOfPiece;
    private long _done;

    public HittingGridWork(
        HittingJob job,
        TargetReader targets,
        long first,
        ReadOnlyMemory<double> tolerances,
        Memory<ulong> masks,
        int threads,
        IProgress<long>? progress,
        CancellationToken cancel)
    {
        (_job, _targets, _first, _tolerances, _masks) = (job, targets, first, tolerances, masks);
        (_progress, _cancel) = (progress, cancel);
        Rows = new HittingRow[tolerances.Length];
        _columns = masks.Length / Rows.Length;
        _rowsOfPiece = Math.Max(1, 4 * HittingTile.Weights / Math.Max(1, _columns));
        _workers = new Worker[threads];
    }

    public HittingRow[] Rows { get; }

    public int Pieces => (Rows.Length + _rowsOfPiece - 1) / _rowsOfPiece;

    public void Do(int piece, int worker)
    {
        if (_cancel.IsCancellationRequested) return;
        Worker own = _workers[worker] ??= new Worker();
        int firstRow = piece * _rowsOfPiece;
        int end = Math.Min(Rows.Length, firstRow + _rowsOfPiece) * _columns;
        for (int first = firstRow * _columns; first < end; first += HittingTile.Weights)
        {
            int count = Math.Min(HittingTile.Weights, end - first);
            Tolerances(first, own.Epsilons.AsSpan(0, count));
            _targets(first, own.Targets.AsSpan(0, count));
            own.Tile.Solve(
                _job, _first + first, own.Targets.AsSpan(0, count), own.Epsilons.AsSpan(0, count), own.Results.AsSpan(0, count));
            Take(first, own.Results.AsSpan(0, count));
            if (_cancel.IsCancellationRequested) return;
        }

        long done = Interlocked.Add(ref _done, end - ((long)firstRow * _columns));
        _progress?.Report(done);
    }

    private void Tolerances(int first, Span<double> epsilons)
    {
        for (int row = first / _columns, left = ((row + 1) * _columns) - first; !epsilons.IsEmpty; row++, left = _columns)
        {
            int count = Math.Min(left, epsilons.Length);
            epsilons[..count].Fill(_tolerances.Span[row]);
            epsilons = epsilons[count..];
        }
    }

    private void Take(int first, ReadOnlySpan<HittingResult> results)
    {
        Span<ulong> masks = _masks.Span[first..];
        for (int row = first / _columns, left = ((row + 1) * _columns) - first; !results.IsEmpty; row++, left = _columns)
        {
            int count = Math.Min(left, results.Length);
            for (int i = 0; i < count; i++) masks[i] = results[i].Mask;
            Rows[row] = Rows[row].With(results[..count]);
            masks = masks[count..];
            results = results[count..];
        }
    }

    /// <summary>What one thread reuses.</summary>
    private sealed class Worker
    {
        public HittingTile Tile { get; } = new();

        public double[] Targets { get; } = new double[HittingTile.Weights];

        public double[] Epsilons { get; } = new double[HittingTile.Weights];

        public HittingResult[] Results { get; } = new HittingResult[HittingTile.Weights];
    }
}

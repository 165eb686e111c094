using Espalier.Numerics;

namespace Espalier.Neurons.Circle;

/// <summary>
/// Carries every choice of one stretch through the decisions that are left and joins it with the choices of the other: depth
/// first, so that only one stretch has to be held in memory.
/// </summary>
/// <remarks>
/// Pieces of a wave may run at the same time. They see only what earlier waves found, and are merged in order, so the result
/// does not depend on the number of threads.
/// </remarks>
internal sealed class ArcDive : ICrewWork
{
    private const int PiecesPerWave = 32;
    private const int StartsPerPiece = 256;
    private const int LeavesPerJoin = 256;

    private readonly HalfCircle _circle;
    private readonly ArcSegment _starts;
    private readonly ArcStep[] _steps;
    private readonly ArcJoin _table;
    private readonly CancellationToken _cancel;
    private readonly ArcFinds[] _finds;
    private readonly Diver?[] _divers;
    private readonly int _threads;
    private readonly int _perPiece;
    private int _begin;
    private double _level;
    private long _most;

    public ArcDive(HalfCircle circle, ArcSegment starts, ArcStep[] steps, ArcJoin table, int threads, CancellationToken cancel)
    {
        _circle = circle;
        _starts = starts;
        _steps = steps;
        _table = table;
        _threads = threads;
        _cancel = cancel;
        _finds = new ArcFinds[PiecesPerWave];
        for (int i = 0; i < _finds.Length; i++) _finds[i] = new ArcFinds(circle);
        _divers = new Diver[threads];

        // Longer dives are cut finer, so that improvements are shared soon.
        _perPiece = steps.Length == 0 ? StartsPerPiece : Math.Clamp(starts.Count / (PiecesPerWave * 64), 1, StartsPerPiece);
    }

    public bool IsDone => _begin >= _starts.Count;

    /// <summary>Does the next wave.</summary>
    /// <param name="level">What the choices have to stay within.</param>
    /// <param name="most">The most units of work.</param>
    /// <returns>What the pieces found, in order.</returns>
    public ReadOnlySpan<ArcFinds> Wave(double level, long most)
    {
        _level = level;
        int pieces = Math.Min(PiecesPerWave, (_starts.Count - _begin + _perPiece - 1) / _perPiece);
        _most = Math.Max(1, most / pieces);
        new Crew().Run(this, pieces, _threads);
        _begin += pieces * _perPiece;
        return _finds.AsSpan(0, pieces);
    }

    public void Do(int piece, int worker)
    {
        Diver diver = _divers[worker] ??= new Diver(this);
        int begin = _begin + (piece * _perPiece);
        int end = Math.Min(begin + _perPiece, _starts.Count);
        _finds[piece].Begin(_level);
        diver.Run(_starts.States[begin..end], _finds[piece]);
    }

    /// <summary>One thread's buffers: the open choice of every depth, and choices that wait for the join.</summary>
    private sealed class Diver(ArcDive dive)
    {
        private readonly ArcState[] _open = new ArcState[dive._steps.Length + 1];
        private readonly ArcState[] _leaves = new ArcState[LeavesPerJoin];
        private ArcFinds _finds = new(dive._circle);
        private int _leafCount;

        public void Run(ReadOnlySpan<ArcState> starts, ArcFinds finds)
        {
            _finds = finds;
            _leafCount = 0;
            foreach (ref readonly ArcState start in starts)
            {
                _open[0] = start;
                Visit(0);
                if (!finds.IsComplete) return;
            }

            Join();
        }

        private void Visit(int depth)
        {
            ref ArcState state = ref _open[depth];
            if (depth == dive._steps.Length)
            {
                _leaves[_leafCount++] = state;
                if (_leafCount == LeavesPerJoin) Join();
                return;
            }

            if (_finds.Work >= dive._most) _finds.IsComplete = false;
            if (!_finds.IsComplete) return;
            ref readonly ArcStep step = ref dive._steps[depth];
            ref ArcState next = ref _open[depth + 1];
            if (step.MayRemove && step.Remove(ref state, ref next, _finds.Within)) Count(depth + 1);
            if (step.MayKeep && step.Keep(ref state, ref next, _finds.Within)) Count(depth + 1);
        }

        private void Count(int depth)
        {
            _finds.Nodes++;
            _finds.Work++;
            Visit(depth);
        }

        private void Join()
        {
            if (dive._cancel.IsCancellationRequested) _finds.IsComplete = false;
            else dive._table.Run(_leaves.AsSpan(0, _leafCount), dive._circle.Slack, _finds);
            _leafCount = 0;
        }
    }
}

using System.Runtime.ExceptionServices;

namespace Espalier.Numerics;

/// <summary>Work in numbered pieces that may run at the same time.</summary>
internal interface ICrewWork
{
    /// <summary>Does one piece; <paramref name="worker"/> names buffers that no other running piece uses.</summary>
    void Do(int piece, int worker);
}

/// <summary>Threads of the pool that share pieces of work with their caller. After the first call nothing is allocated.</summary>
/// <remarks>
/// The caller works too, and never waits for a helper that has not started: if the pool is busy, it does everything itself.
/// A crew serves one caller at a time.
/// </remarks>
internal sealed class Crew
{
    private Helper[] _helpers = [];
    private ICrewWork? _work;
    private ExceptionDispatchInfo? _failure;
    private int _pieces;
    private int _next;

    /// <summary>Does all pieces, and throws again what the first failing piece threw.</summary>
    public void Run(ICrewWork work, int pieces, int threads)
    {
        int helpers = Math.Min(threads, pieces) - 1;
        _work = work;
        _pieces = pieces;
        _failure = null;
        Volatile.Write(ref _next, 0);
        if (_helpers.Length < helpers)
            _helpers = [.. Enumerable.Range(0, helpers).Select(i => i < _helpers.Length ? _helpers[i] : new Helper(this, i + 1))];
        for (int i = 0; i < helpers; i++) _helpers[i].Call();
        Work(worker: 0);
        for (int i = 0; i < helpers; i++) _helpers[i].Dismiss();
        _work = null;
        _failure?.Throw();
    }

    private void Work(int worker)
    {
        try
        {
            for (int piece = Interlocked.Increment(ref _next) - 1; piece < _pieces; piece = Interlocked.Increment(ref _next) - 1)
                _work!.Do(piece, worker);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
            Volatile.Write(ref _next, _pieces);
        }
    }

    /// <summary>One place in the crew. An entry in the pool's queue is only a hint: the state says whether there is work.</summary>
    private sealed class Helper(Crew crew, int worker) : IThreadPoolWorkItem
    {
        // To wake a sleeping thread takes about 50 µs. A helper stays awake so long for the next call, which costs at most twice what it could
        // have: longer, it takes from the work that the caller does alone, where two processors share a core. It goes by the clock: on a busy
        // machine a single yield takes milliseconds, and the thread belongs to the pool, where others wait for it. A caller, which has nothing
        // else to do, waits awake for about a millisecond.
        private const int YieldsBeforeSleep = 2000;

        private static readonly long Awake = TimeProvider.System.TimestampFrequency / 20_000;

        private const int Idle = 0;
        private const int Called = 1;
        private const int Working = 2;

        private int _state;
        private int _queued;

        public void Call()
        {
            Volatile.Write(ref _state, Called);
            if (Interlocked.Exchange(ref _queued, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute()
        {
            var spin = default(SpinWait);
            long now = TimeProvider.System.GetTimestamp();
            for (long end = now + Awake; now < end; now = TimeProvider.System.GetTimestamp())
            {
                if (WorkIfCalled())
                {
                    spin.Reset();
                    end = TimeProvider.System.GetTimestamp() + Awake;
                }
                else
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            }

            Interlocked.Exchange(ref _queued, 0);
            WorkIfCalled();
        }

        private bool WorkIfCalled()
        {
            if (Volatile.Read(ref _state) != Called || Interlocked.CompareExchange(ref _state, Working, Called) != Called) return false;
            crew.Work(worker);
            Volatile.Write(ref _state, Idle);
            return true;
        }

        /// <summary>Takes the call back if it was not heard, else waits until the helper has finished its piece.</summary>
        public void Dismiss()
        {
            if (Interlocked.CompareExchange(ref _state, Idle, Called) == Called) return;
            var spin = default(SpinWait);
            while (Volatile.Read(ref _state) == Working) spin.SpinOnce(YieldsBeforeSleep);
        }
    }
}

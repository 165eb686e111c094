using System.Diagnostics;

namespace Espalier.Web.Tests.Browser;

/// <summary>Watches how long the thread pool takes to begin what is given to it: <c>ESPALIER_POOL=FILE</c> keeps a line of it.</summary>
internal sealed class PoolWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ManualResetEventSlim _over = new();
    private readonly Thread _thread;
    private readonly string _file;
    private readonly string _name;
    private long _longest;
    private long _late;
    private long _pending;
    private int _threads;

    private PoolWatch(string file, string name)
    {
        (_file, _name) = (file, name);
        _thread = new(Watch) { IsBackground = true, Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    public static PoolWatch? Start(string name) =>
        Environment.GetEnvironmentVariable("ESPALIER_POOL") is { Length: > 0 } file ? new(file, name) : null;

    public void Dispose()
    {
        _over.Set();
        _thread.Join();
        _over.Dispose();
        File.AppendAllText(
            _file,
            Invariant($"{_name}: an item waited {_longest} ms for a thread at most, {_late} waited more than a second; {_pending} items in line, ")
                + Invariant($"{_threads} threads at most\n"));
    }

    private void Watch()
    {
        while (!_over.Wait(Pause))
        {
            long asked = Stopwatch.GetTimestamp();
            _pending = Math.Max(_pending, ThreadPool.PendingWorkItemCount);
            _threads = Math.Max(_threads, ThreadPool.ThreadCount);
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    long waited = (long)Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
                    if (waited > 1000) Interlocked.Increment(ref _late);
                    long longest;
                    while ((longest = Volatile.Read(ref _longest)) < waited && Interlocked.CompareExchange(ref _longest, waited, longest) != longest)
                    {
                    }
                },
                null);
        }
    }
}

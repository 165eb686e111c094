using Espalier.Lab.Storage;

namespace Espalier.Web.Sweeps;

/// <summary>How a sweep stands, and how fast it goes.</summary>
/// <param name="Entry">The sweep.</param>
/// <param name="PerSecond">Cells in a second over the last half minute, or null while nothing moves.</param>
public sealed record Standing(SweepEntry Entry, double? PerSecond)
{
    /// <summary>Workers that are alive.</summary>
    public int Workers { get; init; }

    /// <summary>The job of a cluster that works on it, or null.</summary>
    public string? ClusterJob { get; init; }

    /// <summary>Cells that may still run.</summary>
    public long Remaining => Entry.Cells.Waiting + Entry.Cells.InHand;

    /// <summary>At that rate, or null.</summary>
    public TimeSpan? TimeLeft => PerSecond is { } rate && Remaining > 0 ? TimeSpan.FromSeconds(Math.Min(Remaining / rate, 1e9)) : null;

    /// <summary>In a word.</summary>
    public string State => this switch
    {
        { Entry.Cells.InHand: > 0 } => "running",
        { Remaining: > 0 } => "paused",
        { Entry.Cells: { Failed: 0, SetAside: 0 } } => "done",
        _ => "done, with failures",
    };
}

/// <summary>
/// What the store holds, looked at once for all browsers: never more often than once a second, and never for more than a fiftieth of the
/// time.
/// </summary>
public sealed class StoreView(ServeOptions options) : IDisposable
{
    private const int Share = 50;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, List<(long At, long Over)>> _history = new(StringComparer.Ordinal);
    private IStore? _store;
    private long _next;
    private IReadOnlyList<Standing> _last = [];

    /// <summary>All sweeps, oldest first; empty where there is no store yet.</summary>
    /// <exception cref="InvalidInputException">The store cannot be used.</exception>
    public async Task<IReadOnlyList<Standing>> Sweeps()
    {
        if (TimeProvider.System.GetTimestamp() < Volatile.Read(ref _next)) return _last;
        await _one.WaitAsync();
        try
        {
            if (TimeProvider.System.GetTimestamp() >= _next) await Task.Run(Look);
            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>One sweep, or null.</summary>
    public async Task<Standing?> Find(string name) => (await Sweeps()).FirstOrDefault(each => each.Entry.Name == name);

    /// <summary>Lets the next who asks see what has just changed.</summary>
    public void Forget() => Volatile.Write(ref _next, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _store?.Dispose();
        _one.Dispose();
    }

    /// <summary>When to look again after a look that ends now: never for more than a fiftieth of the time.</summary>
    internal static long NextLook(long start, TimeSpan least)
    {
        TimeSpan pause = TimeProvider.System.GetElapsedTime(start) * Share;
        if (pause < least) pause = least;
        return TimeProvider.System.GetTimestamp() + (long)(pause.TotalSeconds * TimeProvider.System.TimestampFrequency);
    }

    private void Look()
    {
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            if (_store is null && Stores.IsFile(options.Store) && !File.Exists(options.Store)) _last = [];
            else _last = [.. (_store ??= Stores.Open(options.Store)).Sweeps().Select(entry => Stand(entry, start))];
        }
        catch
        {
            _store?.Dispose();
            _store = null;
            throw;
        }
        finally
        {
            Volatile.Write(ref _next, NextLook(start, Least));
        }
    }

    /// <summary>Who works on a sweep is asked only while there is something left to do.</summary>
    private Standing Stand(SweepEntry entry, long now)
    {
        var standing = new Standing(entry, Rate(entry, now));
        if (standing.Remaining == 0) return standing;
        IStoredSweep sweep = _store!.Open(entry.Name);
        return standing with
        {
            Workers = sweep.ReadRuns().Count(run => run.IsLive),
            ClusterJob = Lab.Clusters.ClusterJob.Parse(sweep.Job) is { } job ? $"{job.Engine} {job.Id}" : null,
        };
    }

    private double? Rate(SweepEntry entry, long now)
    {
        if (!_history.TryGetValue(entry.Name, out List<(long At, long Over)>? seen)) _history[entry.Name] = seen = [];
        long over = entry.Cells.Done + entry.Cells.Failed;
        if (seen.Count > 0 && seen[^1].Over > over) seen.Clear();
        seen.Add((now, over));
        while (seen.Count > 2 && TimeProvider.System.GetElapsedTime(seen[1].At, now) > Window) seen.RemoveAt(0);
        double seconds = TimeProvider.System.GetElapsedTime(seen[0].At, now).TotalSeconds;
        bool isOver = entry.Cells.Waiting + entry.Cells.InHand == 0;
        return over > seen[0].Over && !isOver ? (over - seen[0].Over) / seconds : null;
    }
}

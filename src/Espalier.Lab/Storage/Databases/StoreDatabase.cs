using System.Data;
using System.Data.Common;

namespace Espalier.Lab.Storage.Databases;

/// <summary>
/// One connection to a database that holds a store, and what differs between the kinds: how to connect, how to begin, and what an error means.
/// Work is done in transactions that are repeated whole when the database was busy or away.
/// </summary>
internal abstract class StoreDatabase(string name) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);
    private DbConnection? _connection;
    private bool _wasConnected;

    /// <summary>How messages name the database; never with a password.</summary>
    public string Name => name;

    /// <summary>
    /// How long to try again when the database is away. Nothing before the first connection: who mistypes an address shall not wait.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Ends the waiting for a database that is away.</summary>
    public CancellationToken Stop { get; set; }

    /// <summary>Hears that the database went away, and that it is back.</summary>
    public Action<string>? Told { get; set; }

    /// <summary>The database's own clock, as milliseconds since 1970.</summary>
    public abstract string Now { get; }

    /// <summary>What makes a reader of rows pass over those that another transaction holds.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>Does something in one transaction that writes, again from the beginning when the database was busy or away.</summary>
    /// <exception cref="StoreWriteException">The database takes nothing more, or was away for too long.</exception>
    /// <exception cref="InvalidInputException">It cannot be opened.</exception>
    public T Within<T>(Func<StoreTransaction, T> work) => Do(work, isReading: false, mayRepeat: true);

    /// <inheritdoc cref="Within{T}"/>
    public void Within(Action<StoreTransaction> work) => Within(transaction =>
    {
        work(transaction);
        return true;
    });

    /// <summary>Reads what one moment shows, without holding up those who write.</summary>
    /// <param name="work">What to read.</param>
    /// <param name="mayRepeat">Whether it may begin again when the database was away; not when it hands rows on.</param>
    public T Reading<T>(Func<StoreTransaction, T> work, bool mayRepeat = true) => Do(work, isReading: true, mayRepeat);

    private T Do<T>(Func<StoreTransaction, T> work, bool isReading, bool mayRepeat)
    {
        lock (_gate)
        {
            long started = TimeProvider.System.GetTimestamp();
            TimeSpan pause = TimeSpan.FromMilliseconds(20);
            bool wasAway = false;
            while (true)
            {
                // A connection that broke while nothing was asked cannot even say so in the way that is caught below.
                if (_connection is { State: not ConnectionState.Open }) Disconnect();
                bool wasConnected = _connection is not null;
                try
                {
                    DbConnection connection = _connection ??= Connect();
                    using DbTransaction transaction = Begin(connection, isReading);
                    T result = work(new(this, connection, transaction, _commands));
                    transaction.Commit();
                    _wasConnected = true;
                    if (wasAway) Told?.Invoke($"{Name}: the database is back");
                    return result;
                }
                catch (DbException exception)
                {
                    bool isAway = IsAway(exception);
                    if (isAway || !wasConnected) Disconnect();
                    bool mayWait = mayRepeat && ((isAway && _wasConnected) || IsBusy(exception));
                    if (!mayWait || TimeProvider.System.GetElapsedTime(started) > Patience || Stop.WaitHandle.WaitOne(pause))
                        throw Explain(exception, _wasConnected);
                    if (isAway && !wasAway)
                        Told?.Invoke(Invariant($"{Name}: the database is away; waiting for it for {Patience.TotalSeconds:0} s at most"));
                    wasAway |= isAway;
                    pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) Disconnect();
    }

    /// <summary>Runs a statement that speaks of <c>{rows}</c>.</summary>
    public abstract void ForRows(
        StoreTransaction transaction, string sql, RowSet rows, Action<DbDataReader>? read, (string Name, object? Value)[] values);

    /// <summary>Opens a connection and makes it fit for use.</summary>
    protected abstract DbConnection Connect();

    /// <summary>Begins a transaction that will write, or one that only reads.</summary>
    protected abstract DbTransaction Begin(DbConnection connection, bool isReading);

    /// <summary>Whether trying again at once may help.</summary>
    protected abstract bool IsBusy(DbException exception);

    /// <summary>Whether the server is away and may come back.</summary>
    protected abstract bool IsAway(DbException exception);

    /// <summary>The error in words.</summary>
    /// <param name="exception">What the database said.</param>
    /// <param name="isOpen">Whether the store could be used before.</param>
    protected abstract Exception Explain(DbException exception, bool isOpen);

    private void Disconnect()
    {
        foreach (DbCommand command in _commands.Values) command.Dispose();
        _commands.Clear();
        _connection?.Dispose();
        _connection = null;
    }
}

using System.Buffers;
using Espalier.Lab.Experiments;
using Microsoft.Win32.SafeHandles;

namespace Espalier.Lab.Storage;

/// <summary>
/// The one writer of one segment. It holds a lock beside the segment while it lives, so that others can tell a living run from a killed one.
/// A write that fails, as on a full disk, leaves the segment at its last whole record.
/// </summary>
internal sealed class SegmentWriter : IRecordWriter
{
    private const int BufferSize = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(BufferSize);
    private readonly FolderStore _store;
    private readonly RunRecord _record;
    private readonly FileStream _lock;
    private readonly SafeFileHandle _segment;
    private long _length;
    private bool _isDurable = true;
    private StoreWriteException? _broken;

    internal SegmentWriter(FolderStore store, RunRecord record)
    {
        _store = store;
        _record = record;
        _lock = SegmentLock.Create(store.LockPath(record.Run));
        try
        {
            _segment = File.OpenHandle(store.SegmentPath(record.Run), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }
        catch
        {
            SegmentLock.Release(_lock);
            throw;
        }
    }

    /// <inheritdoc/>
    public string Run => _record.Run;

    private ExperimentSchema Schema => _store.Schema;

    /// <inheritdoc/>
    public void Append(CellRecord record)
    {
        lock (_gate)
        {
            ThrowIfBroken();
            RecordLine.Write(_buffer, Schema, record);
            if (_buffer.WrittenCount >= BufferSize) WriteOut();
        }
    }

    /// <inheritdoc/>
    public void Flush(bool durable)
    {
        lock (_gate)
        {
            ThrowIfBroken();
            WriteOut();
            if (durable && !_isDurable) Guard("cannot be made durable", () => RandomAccess.FlushToDisk(_segment));
            _isDurable |= durable;
        }
    }

    /// <inheritdoc/>
    public void Complete(RunEnd end)
    {
        Flush(durable: true);
        lock (_gate) Guard("cannot record the end of the run", () => _store.WriteRun(_record with { End = end }, isNew: false));
    }

    /// <summary>Releases the segment. Records not flushed are dropped, as a kill would drop them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_segment.IsClosed) return;
            _segment.Dispose();
            SegmentLock.Release(_lock);
        }
    }

    private void WriteOut()
    {
        if (_buffer.WrittenCount == 0) return;
        Guard("cannot take more records", () => RandomAccess.Write(_segment, _buffer.WrittenSpan, _length));
        _length += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
        _isDurable = false;
    }

    private void Guard(string problem, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _broken = new(_store.Name, $"{problem} ({exception.Message}); every record written before is kept, resume when the cause is gone", exception);
            TakeBack();
            throw _broken;
        }
    }

    /// <summary>Keeps the whole records of a write that failed midway, and cuts the rest off.</summary>
    private void TakeBack()
    {
        try
        {
            long arrived = Math.Clamp(RandomAccess.GetLength(_segment) - _length, 0, _buffer.WrittenCount);
            _length += _buffer.WrittenSpan[..(int)arrived].LastIndexOf((byte)'\n') + 1;
            RandomAccess.SetLength(_segment, _length);
        }
        catch (IOException)
        {
            // What stays behind is a torn tail, which readers ignore and the next run cuts.
        }
    }

    private void ThrowIfBroken()
    {
        ObjectDisposedException.ThrowIf(_segment.IsClosed, this);
        if (_broken is not null) throw new StoreWriteException(_store.Name, "cannot take more records since an earlier write failed", _broken);
    }
}

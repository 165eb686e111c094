namespace Espalier.Lab.Storage;

/// <summary>Reads a segment line by line, in bounded memory, and tells whole records from a torn tail and from damage.</summary>
internal static class SegmentReader
{
    private const int BufferSize = 1 << 20;

    /// <summary>Receives a line that matches its check; whether the record in it can be used.</summary>
    public delegate bool LineVisitor(ReadOnlySpan<byte> line, long number, uint check);

    /// <summary>Reads a whole segment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="visit">Receives the whole lines.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static SegmentExtent Read(string path, LineVisitor visit, CancellationToken cancel)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        var extent = new SegmentExtent();
        byte[] buffer = new byte[BufferSize + RecordLine.LongestLine];
        int held = 0;
        bool isOverlong = false;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            int read = stream.Read(buffer, held, buffer.Length - held);
            held += read;
            int start = 0;
            for (int length; (length = buffer.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                Visit(extent, isOverlong ? [] : buffer.AsSpan(start, length), length + 1, visit);
                isOverlong = false;
            }

            held -= start;
            if (read == 0) break;
            buffer.AsSpan(start, held).CopyTo(buffer);
            if (held <= RecordLine.LongestLine) continue;
            extent.Skip(held);
            held = 0;
            isOverlong = true;
        }

        extent.Finish(held > 0 || isOverlong);
        extent.Skip(held);
        return extent;
    }

    private static void Visit(SegmentExtent extent, ReadOnlySpan<byte> line, int bytes, LineVisitor visit)
    {
        extent.Line++;
        bool isUsable = line.Length <= RecordLine.LongestLine && RecordLine.IsWhole(line, out uint check) && visit(line, extent.Line, check);
        extent.Skip(bytes);
        if (isUsable) extent.Accept();
        else extent.Reject();
    }
}

/// <summary>What a segment holds.</summary>
internal sealed class SegmentExtent
{
    private readonly List<long> _pending = [];

    /// <summary>Whole records.</summary>
    public long Records { get; private set; }

    /// <summary>Bytes up to the end of the last whole record.</summary>
    public long WholeBytes { get; private set; }

    /// <summary>Bytes in all.</summary>
    public long Bytes { get; private set; }

    /// <summary>The first line of the torn tail, or null.</summary>
    public long? TornLine { get; private set; }

    /// <summary>Lines that are no whole record although one follows.</summary>
    public List<long> Damaged { get; } = [];

    /// <summary>Lines read so far.</summary>
    internal long Line { get; set; }

    internal void Skip(int bytes) => Bytes += bytes;

    internal void Accept()
    {
        Records++;
        WholeBytes = Bytes;
        Damaged.AddRange(_pending);
        _pending.Clear();
    }

    internal void Reject() => _pending.Add(Line);

    internal void Finish(bool hasUnendedLine)
    {
        if (hasUnendedLine) _pending.Add(Line + 1);
        if (_pending.Count > 0) TornLine = _pending[0];
    }
}

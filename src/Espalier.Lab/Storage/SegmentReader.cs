namespace Espalier.Lab.Storage;

/// <summary>Reads a segment line by line, in bounded memory, and tells whole records from a torn tail and from damage.</summary>
internal static class SegmentReader
{
    private const int BufferSize = 1 << 20;

    /// <summary>Receives a line that matches its check; whether the record in it can be used.</summary>
    public delegate bool LineVisitor(ReadOnlySpan<byte> line);

    /// <summary>Reads a whole segment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="visit">Receives the whole lines.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>How much was left out: lines that are no whole record although one follows, and one for a torn tail.</returns>
    public static long Read(string path, LineVisitor visit, CancellationToken cancel)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        byte[] buffer = new byte[BufferSize + RecordLine.LongestLine];
        int held = 0;
        bool isOverlong = false;
        (long left, long rejected) = (0, 0);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            int read = stream.Read(buffer, held, buffer.Length - held);
            held += read;
            int start = 0;
            for (int length; (length = buffer.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                ReadOnlySpan<byte> line = buffer.AsSpan(start, length);
                bool isUsable = !isOverlong && length <= RecordLine.LongestLine && RecordLine.IsWhole(line) && visit(line);
                (left, rejected) = isUsable ? (left + rejected, 0) : (left, rejected + 1);
                isOverlong = false;
            }

            held -= start;
            if (read == 0) break;
            buffer.AsSpan(start, held).CopyTo(buffer);
            if (held <= RecordLine.LongestLine) continue;
            held = 0;
            isOverlong = true;
        }

        return rejected > 0 || held > 0 || isOverlong ? left + 1 : left;
    }
}

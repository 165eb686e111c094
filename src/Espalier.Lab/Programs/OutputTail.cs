using System.Text;

namespace Espalier.Lab.Programs;

/// <summary>Reads all that a program writes and keeps the end of it, so that it neither waits for us nor fills the memory.</summary>
internal sealed class OutputTail
{
    /// <summary>Results are looked for in so many bytes.</summary>
    public const int MostOutput = 4 << 20;

    /// <summary>Of errors the last words count.</summary>
    public const int MostErrors = 1 << 16;

    private readonly Lock _gate = new();
    private readonly int _most;
    private byte[] _kept = [];
    private long _length;

    public OutputTail(Stream stream, int most)
    {
        _most = most;
        Reading = ReadAsync(stream);
    }

    /// <summary>Ends with the stream.</summary>
    public Task Reading { get; }

    /// <summary>What is kept.</summary>
    public string Text()
    {
        lock (_gate)
        {
            int length = (int)Math.Min(_length, _kept.Length);
            int start = (int)((_length - length) % Math.Max(1, _kept.Length));
            byte[] bytes = new byte[length];
            int first = Math.Min(length, _kept.Length - start);
            _kept.AsSpan(start, first).CopyTo(bytes);
            _kept.AsSpan(0, length - first).CopyTo(bytes.AsSpan(first));
            return Encoding.UTF8.GetString(bytes);
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        byte[] some = new byte[1 << 14];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(some).ConfigureAwait(false)) > 0) Keep(some.AsSpan(0, read));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The stream was closed under us: the program is gone and somebody else held it open.
        }
    }

    /// <summary>The bytes go round: number n stands at n modulo the length, which grows until it is the most.</summary>
    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_kept.Length < _most && _length + bytes.Length > _kept.Length)
                Array.Resize(ref _kept, (int)Math.Min(_most, Math.Max(2 * _kept.Length, _length + bytes.Length)));
            foreach (byte one in bytes) _kept[(int)(_length++ % _kept.Length)] = one;
        }
    }
}

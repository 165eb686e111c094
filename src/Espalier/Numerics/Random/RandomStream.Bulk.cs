using System.Runtime.InteropServices;

namespace Espalier.Numerics.Random;

/// <content>Many consecutive elements at once: the same numbers, bit for bit, as one at a time.</content>
public readonly partial record struct RandomStream
{
    // What one pass makes and the next converts stays in the first-level cache.
    private const int Chunk = 2048;
    private const int NormalChunk = 512;

    /// <summary>Words <paramref name="start"/>, <paramref name="start"/> + 1, …</summary>
    /// <exception cref="ArgumentOutOfRangeException">The last index would exceed 2⁶⁴ − 1.</exception>
    public void FillWords(ulong start, Span<uint> destination)
    {
        RequireRoom(start, (ulong)destination.Length, ulong.MaxValue);
        int head = (int)Math.Min((4 - (start & 3)) & 3, (ulong)destination.Length);
        for (int i = 0; i < head; i++) destination[i] = Word(start + (ulong)i);
        Span<uint> body = destination[head..];
        ulong block = (start + (ulong)head) >> 2;
        int whole = body.Length & ~3;
        PhiloxBlocks.Fill(this, block, body[..whole]);
        if (whole == body.Length) return;
        (uint w0, uint w1, uint w2, _) = Block(block + (ulong)(whole >> 2));
        ReadOnlySpan<uint> last = [w0, w1, w2];
        last[..(body.Length - whole)].CopyTo(body[whole..]);
    }

    /// <summary>The float32 uniforms on (−1, 1) of <see cref="UniformSingle(ulong)"/> from index <paramref name="start"/> on.</summary>
    public void FillUniform(ulong start, Span<float> destination)
    {
        RequireRoom(start, (ulong)destination.Length, ulong.MaxValue);
        for (; !destination.IsEmpty; start += Chunk)
        {
            Span<float> chunk = Front(ref destination, Chunk);
            Span<uint> words = MemoryMarshal.Cast<float, uint>(chunk);
            FillWords(start, words);
            BulkConversions.UniformSingle(words, chunk);
        }
    }

    /// <summary>The float32 uniforms of <see cref="UniformSingle(ulong, float, float)"/> from index <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite or not in order.</exception>
    public void FillUniform(ulong start, float low, float high, Span<float> destination)
    {
        Distributions.RequireInterval(low, high);
        RequireRoom(start, (ulong)destination.Length, ulong.MaxValue);
        for (; !destination.IsEmpty; start += Chunk)
        {
            Span<float> chunk = Front(ref destination, Chunk);
            FillUniform(start, chunk);
            BulkConversions.ToInterval(chunk, low, high);
        }
    }

    /// <summary>The float64 uniforms on (−1, 1) of <see cref="Uniform(ulong)"/> from index <paramref name="start"/> on.</summary>
    public void FillUniform(ulong start, Span<double> destination)
    {
        RequireRoom(start, (ulong)destination.Length, long.MaxValue);
        for (; !destination.IsEmpty; start += Chunk / 2)
        {
            Span<double> chunk = Front(ref destination, Chunk / 2);
            Span<uint> words = MemoryMarshal.Cast<double, uint>(chunk);
            FillWords(2 * start, words);
            BulkConversions.Uniform(words, chunk);
        }
    }

    /// <summary>The standard normals of <see cref="Normal(ulong)"/> from index <paramref name="start"/> on.</summary>
    public void FillNormal(ulong start, Span<double> destination)
    {
        RequireRoom(start, (ulong)destination.Length, long.MaxValue);
        for (; !destination.IsEmpty; start += Chunk / 2)
        {
            Span<double> chunk = Front(ref destination, Chunk / 2);
            FillUniform(start, chunk);
            BulkConversions.Normal(chunk);
        }
    }

    /// <summary>The float64 normals from index <paramref name="start"/> on, times a standard deviation, rounded once more to float32.</summary>
    public void FillNormal(ulong start, Span<float> destination, double standardDeviation = 1)
    {
        RequireRoom(start, (ulong)destination.Length, long.MaxValue);
        Span<double> normals = stackalloc double[NormalChunk];
        for (; !destination.IsEmpty; start += NormalChunk)
        {
            Span<float> chunk = Front(ref destination, NormalChunk);
            FillNormal(start, normals[..chunk.Length]);
            BulkConversions.ScaleToSingle(normals[..chunk.Length], standardDeviation, chunk);
        }
    }

    private static Span<T> Front<T>(ref Span<T> rest, int length)
    {
        Span<T> front = rest[..Math.Min(length, rest.Length)];
        rest = rest[front.Length..];
        return front;
    }

    private static void RequireRoom(ulong start, ulong count, ulong last)
    {
        if (count > 0 && (start > last || last - start < count - 1))
            throw new ArgumentOutOfRangeException(nameof(start), start, $"{count} elements from here pass the last index {last}");
    }
}

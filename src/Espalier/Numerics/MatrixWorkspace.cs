using System.Buffers;
using System.Numerics;

namespace Espalier.Numerics;

/// <summary>The buffers and helpers of <see cref="MatrixProduct"/>, kept between calls so that later ones allocate nothing.</summary>
/// <remarks>Serves one call at a time. Buffers grow to what the largest call needed.</remarks>
public sealed class MatrixWorkspace
{
    private readonly Crew _crew = new();
    private byte[]?[] _buffers = [];
    private ProductWork<float>? _singles;
    private ProductWork<double>? _doubles;

    /// <summary>Computes a product, shared among threads.</summary>
    internal void Run<T>(in ProductPart<T> product, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        object work = typeof(T) == typeof(float) ? _singles ??= new ProductWork<float>(this) : _doubles ??= new ProductWork<double>(this);
        if (_buffers.Length < threads) Array.Resize(ref _buffers, threads);
        ((ProductWork<T>)work).Run(product, threads, _crew);
    }

    /// <summary>Memory for one worker; its contents are arbitrary.</summary>
    internal byte[] Buffer(int worker, int bytes)
    {
        byte[]? buffer = _buffers[worker];
        if (buffer is not null && buffer.Length >= bytes) return buffer;
        if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        return _buffers[worker] = ArrayPool<byte>.Shared.Rent(bytes);
    }

    /// <summary>Gives the buffers to whoever needs some next.</summary>
    internal void Release()
    {
        foreach (byte[]? buffer in _buffers)
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }

        _buffers = [];
    }
}

namespace Espalier.Numerics.Random;

/// <summary>
/// Integers below a bound, every one equally likely, from consecutive words of a stream; a refused word is passed over.
/// The sequence is a function of the stream and of the bounds asked for, and of nothing else.
/// </summary>
/// <remarks>D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019): multiply, and reject what would bias.</remarks>
public ref struct BoundedIntegers
{
    private readonly RandomStream _stream;
    private ulong _block;
    private (uint W0, uint W1, uint W2, uint W3) _words;
    private int _next;

    /// <summary>Starts before word 0 of a stream.</summary>
    public BoundedIntegers(RandomStream stream)
    {
        _stream = stream;
        _words = stream.Block(0);
    }

    /// <summary>The next integer in [0, <paramref name="bound"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Below((uint)bound);
    }

    /// <summary>The next integer in [0, <paramref name="bound"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is 0.</exception>
    public uint Below(uint bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        ulong product = (ulong)NextWord() * bound;
        if ((uint)product < bound)
        {
            uint threshold = (0u - bound) % bound;
            while ((uint)product < threshold) product = (ulong)NextWord() * bound;
        }

        return (uint)(product >> 32);
    }

    private uint NextWord()
    {
        if (_next == 4)
        {
            _words = _stream.Block(++_block);
            _next = 0;
        }

        return _next++ switch { 0 => _words.W0, 1 => _words.W1, 2 => _words.W2, _ => _words.W3 };
    }
}

using System.Runtime.CompilerServices;

namespace Espalier.Tickets.Files;

/// <summary>Writes a sequence of choices in a fraction of a bit each, given how likely each choice is.</summary>
/// <remarks>
/// A range coder after G. N. N. Martin, "Range encoding", 1979: a 32-bit range inside a 33-bit low end whose carry runs back
/// through bytes held as 0xFF. Totals stay at or below 2¹⁶.
/// </remarks>
internal sealed class RangeEncoder(int expectedBytes)
{
    private byte[] _bytes = new byte[Math.Max(16, expectedBytes)];
    private int _count;
    private ulong _low;
    private uint _range = uint.MaxValue;
    private long _held;
    private byte _first;
    private bool _started;

    /// <summary>Writes the choice that owns [start, start + size) of [0, total).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(uint start, uint size, uint total)
    {
        _range /= total;
        _low += (ulong)start * _range;
        _range *= size;
        while (_range < 1u << 24)
        {
            _range <<= 8;
            Shift();
        }
    }

    /// <summary>Ends the sequence and gives its bytes.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        for (int i = 0; i < 5; i++) Shift();
        return _bytes.AsMemory(0, _count);
    }

    private void Add(byte value)
    {
        if (_count == _bytes.Length) Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, 2L * _count)));
        _bytes[_count++] = value;
    }

    private void Shift()
    {
        if (_low < 0xFF00_0000 || _low > uint.MaxValue)
        {
            byte carry = (byte)(_low >> 32);
            if (_started) Add((byte)(_first + carry));
            for (; _held > 0; _held--) Add((byte)(0xFF + carry));
            _started = true;
            _first = (byte)(_low >> 24);
        }
        else
        {
            _held++;
        }

        _low = (_low << 8) & uint.MaxValue;
    }
}

/// <summary>Reads what <see cref="RangeEncoder"/> wrote. Bytes past the end read as zero; no input makes it fail.</summary>
internal ref struct RangeDecoder
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private uint _range;
    private uint _code;

    public RangeDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _range = uint.MaxValue;
        for (int i = 0; i < 4; i++) _code = (_code << 8) | Next();
    }

    /// <summary>Where in [0, total) the next choice lies; follow with <see cref="Take"/>.</summary>
    public uint Peek(uint total)
    {
        _range /= total;
        return Math.Min(_code / _range, total - 1);
    }

    /// <summary>Consumes the choice that owns [start, start + size).</summary>
    public void Take(uint start, uint size)
    {
        _code -= start * _range;
        _range *= size;
        while (_range < 1u << 24)
        {
            _range <<= 8;
            _code = (_code << 8) | Next();
        }
    }

    private uint Next() => _at < _bytes.Length ? _bytes[_at++] : 0u;
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Espalier.Numerics.Random;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// A fixed orthogonal map of a row: random signs and a Hadamard transform in groups of P, the largest power of two that is neither above
/// the length nor above 128. If P does not divide the length, one more group turns the last P entries after the others; nothing is padded.
/// It makes heavy-tailed weights look normal, which is what a code over sums of random numbers fits.
/// </summary>
public sealed class RandomRotation
{
    /// <summary>The largest group. Larger ones brought nothing measurable and cost more additions.</summary>
    public const int LargestGroup = 128;

    private readonly float[] _factors;
    private readonly int _length;
    private readonly int _group;

    /// <summary>Sign i of a stream is negative if the top bit of word i is set; the signs of the last, overlapping group follow the others.</summary>
    public RandomRotation(RandomStream signs, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _length = length;
        _group = LargestGroup;
        while (_group > length) _group /= 2;
        int whole = length - (length % _group);
        var words = new uint[whole == length ? length : whole + _group];
        signs.FillWords(0, words);
        float root = (float)(1 / Math.Sqrt(_group));
        _factors = Array.ConvertAll(words, word => word >> 31 == 0 ? root : -root);
    }

    /// <summary>row ← H·S·row, group by group.</summary>
    public void Apply(Span<float> row)
    {
        Require(row);
        for (int first = 0; first < _factors.Length; first += _group)
        {
            Span<float> group = row.Slice(Math.Min(first, _length - _group), _group);
            Multiply(group, _factors.AsSpan(first, _group));
            Transform(group);
        }
    }

    /// <summary>row ← S·H·row, the groups in the opposite order: undoes <see cref="Apply"/> but for rounding.</summary>
    public void Undo(Span<float> row)
    {
        Require(row);
        for (int first = _factors.Length - _group; first >= 0; first -= _group)
        {
            Span<float> group = row.Slice(Math.Min(first, _length - _group), _group);
            Transform(group);
            Multiply(group, _factors.AsSpan(first, _group));
        }
    }

    /// <summary>What is left of numbers per entry when the map is undone and forgotten: in every group its mean.</summary>
    internal void Average(Span<double> counts)
    {
        for (int first = 0; first < _factors.Length; first += _group)
        {
            Span<double> group = counts.Slice(Math.Min(first, _length - _group), _group);
            double sum = 0;
            foreach (double count in group) sum += count;
            group.Fill(sum / _group);
        }
    }

    /// <summary>The transform without its factor: sums and differences at distances P/2, P/4, …, 1.</summary>
    internal static void Transform(Span<float> values)
    {
        if (values.Length < 4) TransformPlain(values);
        else TransformVectors(MemoryMarshal.Cast<float, Vector128<float>>(values));
    }

    /// <summary>The scalar twin.</summary>
    internal static void TransformPlain(Span<float> values)
    {
        for (int half = values.Length / 2; half > 0; half /= 2)
            for (int i = 0; i < values.Length; i += 2 * half)
                for (int j = i; j < i + half; j++) (values[j], values[j + half]) = (values[j] + values[j + half], values[j] - values[j + half]);
    }

    private static void TransformVectors(Span<Vector128<float>> values)
    {
        for (int half = values.Length / 2; half > 0; half /= 2)
            for (int i = 0; i < values.Length; i += 2 * half)
                for (int j = i; j < i + half; j++) (values[j], values[j + half]) = (values[j] + values[j + half], values[j] - values[j + half]);
        foreach (ref Vector128<float> value in values) value = Last(value);
    }

    /// <summary>The distances 2 and 1 inside a vector. a − b is (−b) + a to the bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Last(Vector128<float> value)
    {
        var high = Vector128.Create(0, 0, int.MinValue, int.MinValue).AsSingle();
        var odd = Vector128.Create(0, int.MinValue, 0, int.MinValue).AsSingle();
        value = Vector128.Shuffle(value, Vector128.Create(2, 3, 0, 1)) + (value ^ high);
        return Vector128.Shuffle(value, Vector128.Create(1, 0, 3, 2)) + (value ^ odd);
    }

    private static void Multiply(Span<float> values, ReadOnlySpan<float> factors)
    {
        Span<Vector128<float>> wide = MemoryMarshal.Cast<float, Vector128<float>>(values);
        ReadOnlySpan<Vector128<float>> wideFactors = MemoryMarshal.Cast<float, Vector128<float>>(factors);
        for (int i = 0; i < wide.Length; i++) wide[i] *= wideFactors[i];
        for (int i = 4 * wide.Length; i < values.Length; i++) values[i] *= factors[i];
    }

    private void Require(ReadOnlySpan<float> row)
    {
        if (row.Length != _length) throw new ArgumentException(Invariant($"a rotation of {_length} entries cannot turn {row.Length}"), nameof(row));
    }
}

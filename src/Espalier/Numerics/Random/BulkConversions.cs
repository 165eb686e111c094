using System.Numerics;
using System.Runtime.InteropServices;
using Espalier.Numerics.Special;

namespace Espalier.Numerics.Random;

/// <summary>
/// The functions of <see cref="Distributions"/> on spans. A vector lane does the operations of the scalar function in the same
/// order, and each is an IEEE operation, so the bits agree whatever the vector width.
/// </summary>
internal static class BulkConversions
{
    /// <summary>As <see cref="Distributions.UniformSingle(uint)"/>; both spans may be the same memory.</summary>
    public static void UniformSingle(ReadOnlySpan<uint> words, Span<float> destination)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var middle = new Vector<int>(1 << 23);
            var half = new Vector<float>(0.5f);
            var scale = new Vector<float>(1f / (1 << 23));
            for (; i + Vector<uint>.Count <= words.Length; i += Vector<uint>.Count)
            {
                Vector<int> k = Vector.AsVectorInt32(new Vector<uint>(words[i..]) >>> 8) - middle;
                ((Vector.ConvertToSingle(k) + half) * scale).CopyTo(destination[i..]);
            }
        }

        for (; i < words.Length; i++) destination[i] = Distributions.UniformSingle(words[i]);
    }

    /// <summary>As <see cref="Distributions.ToInterval"/>, in place.</summary>
    public static void ToInterval(Span<float> values, float low, float high)
    {
        float centre = Distributions.Centre(low, high);
        float half = Distributions.HalfWidth(low, high);
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var (lows, highs) = (new Vector<float>(low), new Vector<float>(high));
            var (centres, halves) = (new Vector<float>(centre), new Vector<float>(half));
            for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
            {
                Vector<float> v = (halves * new Vector<float>(values[i..])) + centres;
                v = Vector.ConditionalSelect(Vector.GreaterThan(v, highs), highs, v);
                Vector.ConditionalSelect(Vector.LessThan(v, lows), lows, v).CopyTo(values[i..]);
            }
        }

        for (; i < values.Length; i++) values[i] = Distributions.ToInterval(values[i], centre, half, low, high);
    }

    /// <summary>As <see cref="Distributions.Uniform(ulong)"/> of pairs of words, high half first; both spans may be the same memory.</summary>
    public static void Uniform(ReadOnlySpan<uint> words, Span<double> destination)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            ReadOnlySpan<ulong> pairs = MemoryMarshal.Cast<uint, ulong>(words);
            var middle = new Vector<long>(1L << 52);
            var half = new Vector<double>(0.5);
            var scale = new Vector<double>(1.0 / (1L << 52));
            for (; i + Vector<ulong>.Count <= destination.Length; i += Vector<ulong>.Count)
            {
                var pair = new Vector<ulong>(pairs[i..]);
                Vector<ulong> word = (pair << 32) | (pair >>> 32);
                Vector<long> k = Vector.AsVectorInt64(word >>> 11) - middle;
                ((Vector.ConvertToDouble(k) + half) * scale).CopyTo(destination[i..]);
            }
        }

        for (; i < destination.Length; i++)
            destination[i] = Distributions.Uniform(((ulong)words[2 * i] << 32) | words[(2 * i) + 1]);
    }

    /// <summary>Normals from the uniforms on (−1, 1) that stand there.</summary>
    public static void Normal(Span<double> values)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            for (; i + Vector<double>.Count <= values.Length; i += Vector<double>.Count)
                InverseNormal.FromCentred(new Vector<double>(0.5) * new Vector<double>(values[i..])).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++) values[i] = InverseNormal.FromCentred(0.5 * values[i]);
    }

    /// <summary>The values times a factor in float64, then rounded to float32.</summary>
    public static void ScaleToSingle(ReadOnlySpan<double> values, double factor, Span<float> destination)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var factors = new Vector<double>(factor);
            for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
            {
                Vector<double> first = factors * new Vector<double>(values[i..]);
                Vector<double> second = factors * new Vector<double>(values[(i + Vector<double>.Count)..]);
                Vector.Narrow(first, second).CopyTo(destination[i..]);
            }
        }

        for (; i < values.Length; i++) destination[i] = (float)(factor * values[i]);
    }
}

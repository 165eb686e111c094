using System.Numerics;

namespace Espalier.SubsetSums.Yardsticks;

/// <summary>
/// SeedLM written from its paper (Shafipour and others, "SeedLM: compressing LLM weights into seeds of pseudo-random generators", ICLR
/// 2025): a block of C weights is U(s)·t, where U is made of C·P consecutive states of a 16-bit shift register started at the seed s, each
/// less 2^15 and divided by 2^15 − 1, and t are P integers of four bits with a common power of two. All 65 535 seeds are tried.
/// </summary>
/// <remarks>
/// C = 8 and P = 3 take 4 bits per weight, C = 12 and P = 4 take 3: 16 for the seed, 4 for the exponent, 4·P. A weight takes some 0.1 ms, so a
/// grid is measured on evenly spaced blocks.
/// </remarks>
/// <param name="BitsPerWeight">4 or 3: the settings of the paper.</param>
/// <param name="MostBlocks">The most blocks that are measured.</param>
public sealed record SeedLm(int BitsPerWeight, int MostBlocks = 200)
    : Yardstick(Invariant($"seedLm{BitsPerWeight}"), Invariant($"SeedLM, {BitsPerWeight} bits"))
{
    private readonly Lazy<SeedLmSearch> _search = new(() => new SeedLmSearch(BitsPerWeight));

    /// <summary>The bits per weight for which the paper has a setting.</summary>
    public static ReadOnlySpan<int> Bits => [3, 4];

    /// <inheritdoc/>
    public override YardstickResult Measure(int columns, ReadOnlySpan<float> weights)
    {
        int block = _search.Value.Block;
        int all = (weights.Length + block - 1) / block;
        (double error, double total, double square) = (0, 0, 0);
        foreach (float weight in weights) square += (double)weight * weight;
        int taken = Math.Min(MostBlocks, all);
        var each = new float[block];
        for (int i = 0; i < taken; i++)
        {
            int first = (int)((long)all * i / taken) * block;
            each.AsSpan().Clear();
            weights[first..Math.Min(first + block, weights.Length)].CopyTo(each);
            error += _search.Value.LeastError(each);
            foreach (float weight in each) total += (double)weight * weight;
        }

        return new YardstickResult(weights.Length, (double)BitsPerWeight * weights.Length, total > 0 ? square * error / total : 0, square);
    }

    /// <summary>Equal by its parameters.</summary>
    public bool Equals(SeedLm? other) => other is not null && BitsPerWeight == other.BitsPerWeight && MostBlocks == other.MostBlocks;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(BitsPerWeight, MostBlocks);
}

/// <summary>All seeds of one setting, side by side for the search.</summary>
internal sealed class SeedLmSearch
{
    private const int Seeds = 65_535;

    private readonly int _block;
    private readonly int _latent;
    private readonly float[][] _basis;
    private readonly float[][] _inverse;

    public SeedLmSearch(int bitsPerWeight)
    {
        (_block, _latent) = bitsPerWeight == 4 ? (8, 3) : (12, 4);
        int entries = _block * _latent;
        _basis = Planes(entries);
        _inverse = Planes(entries);
        ushort[] states = States();
        var basis = new double[entries];
        var inverse = new double[entries];
        for (int seed = 0; seed < Seeds; seed++)
        {
            for (int i = 0; i < entries; i++) basis[i] = (states[(seed + 1 + i) % Seeds] - 32768) / 32767.0;
            PseudoInverse(basis, inverse);
            for (int i = 0; i < entries; i++) (_basis[i][seed], _inverse[i][seed]) = ((float)basis[i], (float)inverse[i]);
        }
    }

    /// <summary>The weights of a block.</summary>
    public int Block => _block;

    /// <summary>The least squared error over all seeds.</summary>
    public double LeastError(ReadOnlySpan<float> weights)
    {
        double scale = 0;
        foreach (float weight in weights) scale = Math.Max(scale, Math.Abs(weight));
        if (scale == 0) return 0;
        Span<float> unit = stackalloc float[_block];
        for (int i = 0; i < _block; i++) unit[i] = (float)(weights[i] / scale);
        float least = float.PositiveInfinity;
        for (int seed = 0; seed < Seeds; seed += Vector<float>.Count) least = Math.Min(least, LeastOf(seed, unit));
        return least * scale * scale;
    }

    private float LeastOf(int seed, ReadOnlySpan<float> weights)
    {
        Span<Vector<float>> latent = stackalloc Vector<float>[4];
        Vector<float> largest = Vector<float>.Zero;
        for (int p = 0; p < _latent; p++)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int c = 0; c < _block; c++) sum += new Vector<float>(_inverse[(p * _block) + c], seed) * weights[c];
            latent[p] = sum;
            largest = Vector.Max(largest, Vector.Abs(sum));
        }

        // The power of two at or above a seventh of the largest, and the one below it, which clips.
        Vector<int> exponent = (Vector.AsVectorInt32(largest * (1f / 7)) + new Vector<int>(0x7FFFFF)) & new Vector<int>(0x7F800000);
        Vector<float> step = Vector.Max(Vector.AsVectorSingle(exponent), new Vector<float>(1e-6f));
        Vector<float> error = Vector.Min(Error(seed, weights, latent, step), Error(seed, weights, latent, step * 0.5f));
        float least = float.PositiveInfinity;
        for (int i = 0; i < Vector<float>.Count && seed + i < Seeds; i++) least = Math.Min(least, error[i]);
        return least;
    }

    private Vector<float> Error(int seed, ReadOnlySpan<float> weights, ReadOnlySpan<Vector<float>> latent, Vector<float> step)
    {
        Span<Vector<float>> rounded = stackalloc Vector<float>[4];
        for (int p = 0; p < _latent; p++)
            rounded[p] = step * Vector.Min(Vector.Max(Vector.Round(latent[p] / step), new Vector<float>(-8)), new Vector<float>(7));
        Vector<float> error = Vector<float>.Zero;
        for (int c = 0; c < _block; c++)
        {
            var miss = new Vector<float>(weights[c]);
            for (int p = 0; p < _latent; p++) miss -= new Vector<float>(_basis[(c * _latent) + p], seed) * rounded[p];
            error += miss * miss;
        }

        return error;
    }

    /// <summary>The states of the register of x^16 + x^15 + x^13 + x^4 + 1, one period from 1 on.</summary>
    private static ushort[] States()
    {
        var states = new ushort[Seeds];
        uint state = 1;
        for (int i = 0; i < Seeds; i++)
        {
            states[i] = (ushort)state;
            uint bit = (state ^ (state >> 1) ^ (state >> 3) ^ (state >> 12)) & 1;
            state = (state >> 1) | (bit << 15);
        }

        return states;
    }

    /// <summary>(UᵀU)⁻¹·Uᵀ by elimination; a little is added to the diagonal of a singular matrix.</summary>
    private void PseudoInverse(ReadOnlySpan<double> basis, Span<double> inverse)
    {
        int width = _latent + _block;
        Span<double> rows = stackalloc double[_latent * width];
        rows.Clear();
        for (int p = 0; p < _latent; p++)
        {
            for (int q = 0; q < _latent; q++)
                for (int c = 0; c < _block; c++) rows[(p * width) + q] += basis[(c * _latent) + p] * basis[(c * _latent) + q];
            rows[(p * width) + p] += 1e-9;
            for (int c = 0; c < _block; c++) rows[(p * width) + _latent + c] = basis[(c * _latent) + p];
        }

        for (int p = 0; p < _latent; p++)
        {
            double pivot = rows[(p * width) + p];
            for (int i = 0; i < width; i++) rows[(p * width) + i] /= pivot;
            for (int q = 0; q < _latent; q++)
            {
                if (q == p) continue;
                double factor = rows[(q * width) + p];
                for (int i = 0; i < width; i++) rows[(q * width) + i] -= factor * rows[(p * width) + i];
            }
        }

        for (int p = 0; p < _latent; p++)
            for (int c = 0; c < _block; c++) inverse[(p * _block) + c] = rows[(p * width) + _latent + c];
    }

    private static float[][] Planes(int count)
    {
        var planes = new float[count][];
        for (int i = 0; i < count; i++) planes[i] = new float[Seeds + 16];
        return planes;
    }
}

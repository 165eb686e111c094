namespace Espalier.Numerics.Random;

/// <summary>
/// An endless sequence of 32-bit words, each a pure function of (seed, tensor, purpose, index), and the numbers made of them.
/// Any element can be made without the others. <c>docs/formats.md</c> specifies every bit.
/// </summary>
/// <param name="Seed">The seed that the user names; the key of the generator.</param>
/// <param name="Tensor">Which tensor, or which other independent sequence, of this seed.</param>
/// <param name="Purpose">What the numbers are for.</param>
public readonly partial record struct RandomStream(ulong Seed, uint Tensor, StreamPurpose Purpose = StreamPurpose.Parent)
{
    /// <summary>The word at an index: word <c>index mod 4</c> of the Philox block <c>index div 4</c>.</summary>
    public uint Word(ulong index)
    {
        (uint w0, uint w1, uint w2, uint w3) = Block(index >> 2);
        return (index & 3) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
    }

    /// <summary>The 64-bit value at an index: words 2·index (high half) and 2·index + 1 (low half); the index is below 2⁶³.</summary>
    public ulong LongWord(ulong index)
    {
        (uint w0, uint w1, uint w2, uint w3) = Block(index >> 1);
        return (index & 1) == 0 ? ((ulong)w0 << 32) | w1 : ((ulong)w2 << 32) | w3;
    }

    /// <summary>A float32 uniform on (−1, 1): (k − 2²³ + ½)·2⁻²³ of the top 24 bits k of word <paramref name="index"/>.</summary>
    public float UniformSingle(ulong index) => Distributions.UniformSingle(Word(index));

    /// <summary>A float32 uniform on the interval: half-width · u + centre in float32, each operation rounded, clamped to the interval.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite or not in order.</exception>
    public float UniformSingle(ulong index, float low, float high)
    {
        Distributions.RequireInterval(low, high);
        return Distributions.ToInterval(UniformSingle(index), Distributions.Centre(low, high), Distributions.HalfWidth(low, high), low, high);
    }

    /// <summary>A float64 uniform on (−1, 1): (k − 2⁵² + ½)·2⁻⁵² of the top 53 bits k of long word <paramref name="index"/>.</summary>
    public double Uniform(ulong index) => Distributions.Uniform(LongWord(index));

    /// <summary>A float64 uniform on the interval: centre + half-width · u, rounded twice, clamped to the interval.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite or not in order.</exception>
    public double Uniform(ulong index, double low, double high)
    {
        Distributions.RequireInterval(low, high);
        double centre = (0.5 * low) + (0.5 * high);
        double half = (0.5 * high) - (0.5 * low);
        return Math.Clamp(centre + (half * Uniform(index)), low, high);
    }

    /// <summary>A standard normal float64: the inverse distribution function at the top 53 bits of long word <paramref name="index"/>.</summary>
    public double Normal(ulong index) => Distributions.Normal(LongWord(index));

    /// <summary>The four words of a Philox block.</summary>
    internal (uint W0, uint W1, uint W2, uint W3) Block(ulong block) =>
        Philox.Block((uint)block, (uint)(block >> 32), Tensor, (uint)Purpose, (uint)Seed, (uint)(Seed >> 32));
}

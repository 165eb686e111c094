namespace Espalier.Numerics.Random;

/// <summary>A law whose element j is made of the float64 uniform j of a stream, and so of one long word.</summary>
public abstract record LongWordDistribution : Distribution
{
    private const int Chunk = 512;

    /// <summary>−ln of the smallest |u|, 2⁻⁵³, is 36.8.</summary>
    private protected const double LargestExponential = 37;

    private protected LongWordDistribution()
    {
    }

    /// <inheritdoc/>
    public override float At(RandomStream stream, ulong index) => From(stream.Uniform(index));

    /// <inheritdoc/>
    public override void Fill(RandomStream stream, ulong start, Span<float> destination)
    {
        Span<double> uniforms = stackalloc double[Chunk];
        for (int done = 0; done < destination.Length; done += Chunk)
        {
            Span<float> part = destination.Slice(done, Math.Min(Chunk, destination.Length - done));
            stream.FillUniform(start + (ulong)done, uniforms[..part.Length]);
            Convert(uniforms[..part.Length], part);
        }
    }

    /// <summary>As <see cref="Distribution.From"/>, for each.</summary>
    private protected virtual void Convert(ReadOnlySpan<double> uniforms, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = From(uniforms[i]);
    }

    /// <summary>Throws unless a number is finite, and between bounds.</summary>
    private protected static void Require(double value, string name, double smallest = Smallest)
    {
        if (!double.IsFinite(value)) throw new ArgumentException($"the {name} is not finite");
        if (value < smallest || value > Largest) throw new ArgumentException(Invariant($"the {name} is outside {smallest:R} to {Largest:R}"));
    }
}

using Espalier.Numerics.Random;

namespace Espalier.Theory.Checks;

/// <summary>The random numbers of one check, one after the other.</summary>
internal sealed class Draws(CheckInput input, uint check)
{
    private readonly RandomStream _stream = new(input.Seed, check, StreamPurpose.Sampling);
    private ulong _next;

    public double Normal() => _stream.Normal(Next());

    /// <summary>Uniform on (0, 1).</summary>
    public double Uniform() => 0.5 + (0.5 * _stream.Uniform(Next()));

    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>A whole number from low to high, both included.</summary>
    public int Integer(int low, int high) => Math.Min(high, low + (int)Math.Floor(Uniform() * (high - low + 1.0)));

    public T Choose<T>(ReadOnlySpan<T> choices) => choices[Integer(0, choices.Length - 1)];

    public double[] Normals(int count)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = Normal();
        return values;
    }

    /// <summary>Uniform on the unit sphere.</summary>
    public double[] Direction(int dimension)
    {
        double[] values = Normals(dimension);
        double norm = Math.Sqrt(values.Sum(value => value * value));
        return Array.ConvertAll(values, value => value / norm);
    }

    /// <summary>Kinks at uniform places of an interval with normal jumps.</summary>
    public Kink[] Kinks(int count, double low, double high)
    {
        var kinks = new Kink[count];
        for (int i = 0; i < count; i++) kinks[i] = new(Uniform(low, high), Normal());
        return kinks;
    }

    /// <summary>Every check draws, so that this is where a check can be stopped.</summary>
    private ulong Next()
    {
        if ((_next & 1023) == 0) input.Cancel.ThrowIfCancellationRequested();
        return _next++;
    }
}

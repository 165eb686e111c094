namespace Espalier.Certificates;

/// <summary>The inputs over which two networks are compared: closed, bounded and not empty.</summary>
public abstract record Domain
{
    private protected Domain()
    {
    }

    /// <summary>The number of inputs.</summary>
    public abstract int Dimension { get; }

    /// <summary>The smallest value of each input, or a number below it.</summary>
    public abstract double LowerEnd(int input);

    /// <summary>The largest value of each input, or a number above it.</summary>
    public abstract double UpperEnd(int input);

    /// <summary>A point well inside.</summary>
    public abstract double[] Middle();

    /// <summary>Whether a point surely lies in the domain: where rounding leaves a doubt, it does not.</summary>
    public abstract bool Contains(ReadOnlySpan<double> point);
}

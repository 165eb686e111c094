namespace Espalier.Tests.Certificates.Exact;

/// <summary>Numbers in which the enumeration of linear regions computes: exact ones, or float64.</summary>
internal interface IExactField<T>
    where T : IExactField<T>
{
    static abstract T Of(double value);

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    static abstract T operator /(T a, T b);

    /// <summary>−1, 0 or 1; float64 calls 0 what is small beside the scale.</summary>
    int Sign(double scale);

    /// <summary>The nearest float64, or one beside it.</summary>
    double Near { get; }
}

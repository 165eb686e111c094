namespace Espalier.Graphs.Operators;

/// <summary>A function of one number.</summary>
public enum ActivationFunction
{
    /// <summary>1/(1 + e^−x).</summary>
    Sigmoid,

    /// <summary>(e^x − e^−x)/(e^x + e^−x).</summary>
    Tanh,

    /// <summary>x·Φ(x) with the cumulative normal law Φ.</summary>
    Gelu,

    /// <summary>½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))), which comes close to <see cref="Gelu"/>.</summary>
    GeluTanh,

    /// <summary>x/(1 + e^−x), also called swish.</summary>
    Silu,

    /// <summary>ln(1 + e^x).</summary>
    Softplus,

    /// <summary>x where x is above 0, else α·(e^x − 1).</summary>
    Elu,

    /// <summary>x·min(max(x/6 + ½, 0), 1).</summary>
    HardSwish,

    /// <summary>The error function 2/√π·∫₀ˣ e^(−t²) dt.</summary>
    Erf,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>√x; NaN below 0.</summary>
    Sqrt,
}

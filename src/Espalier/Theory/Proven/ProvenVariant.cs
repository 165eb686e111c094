namespace Espalier.Theory.Proven;

/// <summary>Which theorem gives a proven width.</summary>
public enum ProvenVariant
{
    /// <summary>None says anything for this ε.</summary>
    None,

    /// <summary>Theorem A: some kept line must be close to the target's.</summary>
    Angle,

    /// <summary>Law W, moments given the parts of the neurons along the target.</summary>
    Witness,

    /// <summary>Law W, moments averaged over these parts; exact at d = 2, better for large ε.</summary>
    WitnessAveraged,

    /// <summary>Theorem E: a ReLU behind the output, coefficients unchanged.</summary>
    OutputRelu,
}

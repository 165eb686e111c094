namespace Espalier.Neurons.Circle;

/// <summary>A choice among the neurons whose lines lie in one stretch of the half-circle.</summary>
internal struct ArcState
{
    /// <summary>The neurons kept.</summary>
    public UInt128 Mask;

    /// <summary>The gradients at the reference that this choice allows.</summary>
    public Polygon Gradients;

    /// <summary>Σ of the changes of kept lines left of the reference.</summary>
    public double LeftX;

    /// <inheritdoc cref="LeftX"/>
    public double LeftY;

    /// <summary>Σ of the changes of kept lines right of the reference.</summary>
    public double RightX;

    /// <inheritdoc cref="RightX"/>
    public double RightY;

    /// <summary>Σ of the changes of kept pieces active at the start of the half-circle: minus their gradient there.</summary>
    public double ActiveX;

    /// <inheritdoc cref="ActiveX"/>
    public double ActiveY;

    /// <summary>Σ of the changes of kept pieces silent at the start of the half-circle: minus their gradient at its opposite.</summary>
    public double SilentX;

    /// <inheritdoc cref="SilentX"/>
    public double SilentY;
}

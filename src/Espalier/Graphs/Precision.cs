namespace Espalier.Graphs;

/// <summary>The floating-point format in which numbers are stored or computed.</summary>
public enum Precision
{
    /// <summary>IEEE 754 binary32.</summary>
    Single,

    /// <summary>IEEE 754 binary64.</summary>
    Double,
}

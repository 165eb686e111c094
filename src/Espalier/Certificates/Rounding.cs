namespace Espalier.Certificates;

/// <summary>What bounds on rounding errors are made of.</summary>
internal static class Rounding
{
    /// <summary>2⁻⁵³: how far one rounding to nearest moves a number, relative to it.</summary>
    public const double Nearest = 1.1102230246251565e-16;

    /// <summary><see cref="Nearest"/>, rounded up so far that products of two such errors need not be counted.</summary>
    public const double Unit = 1.2e-16;

    /// <summary>More than all that can underflow in a row; added where errors are otherwise bounded relative to their terms.</summary>
    public const double Underflow = 1e-300;

    /// <summary>The same under a root, where squares below 1e-308 vanish.</summary>
    public const double UnderflowUnderRoot = 1e-150;
}

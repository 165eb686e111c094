namespace Espalier.Certificates.Relaxations;

/// <summary>More than all that can underflow in a row; added where rounding errors are otherwise bounded relative to their terms.</summary>
internal static class Tiny
{
    public const double Sum = 1e-300;

    /// <summary>Under a root, where squares below 1e-308 vanish.</summary>
    public const double Root = 1e-150;
}

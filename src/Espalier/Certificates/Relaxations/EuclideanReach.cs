using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>An upper bound on the Euclidean norm of all outputs' differences together.</summary>
internal static class EuclideanReach
{
    public static double Of(PairForms forms, int outputs) => double.PositiveInfinity;
}

namespace Espalier.Neurons.Witnesses;

/// <summary>What a tangent proves about every choice, for a target and a ball of size 1; rounded down.</summary>
internal static class WitnessFormula
{
    private const double Down = 1 - 4e-15;

    /// <summary>η/(2 + 2√(1 + η²)), which is ½ tan(ρ/2) with tan ρ = η: sharp for one axis.</summary>
    public static double OfPoint(double eta) => double.IsPositiveInfinity(eta) ? 0.5 * Down : eta / (2 + (2 * Math.Sqrt(1 + (eta * eta)))) * Down;

    /// <summary>½E_m sin ρ for a space with so many axes across the target, m = 2⌊axes/2⌋.</summary>
    public static double OfSpace(double tangent, int axes)
    {
        if (axes == 1) return OfPoint(tangent);
        double sine = double.IsPositiveInfinity(tangent) ? 1 : tangent / Math.Sqrt(1 + (tangent * tangent));
        return 0.5 * PolynomialError.Below(2 * (axes / 2)) * sine * Down;
    }
}

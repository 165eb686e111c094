using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>A form that is at least 0 on the part of the domain in question, up to its remainder.</summary>
/// <param name="Shared">Constant, inputs, shared symbols as far as there were any.</param>
/// <param name="Own">The difference's own symbols as far as there were any.</param>
/// <param name="Remainder">The form is at least minus this.</param>
internal sealed record ClampedForm(double[] Shared, double[] Own, double Remainder)
{
    /// <summary>A bound on the sum of the magnitudes of all parts.</summary>
    public double Size { get; } = SizeOf(Shared, Own);

    public static double SizeOf(double[] shared, double[] own) =>
        PairForms.Upward(PaddedRows.AbsoluteSum(shared) + PaddedRows.AbsoluteSum(own), shared.Length + own.Length);
}

namespace Espalier.Neurons.Witnesses;

/// <summary>
/// How far every neuron is certain to lean away from the target within the span of some vectors across it: for given float64, rounding
/// included.
/// </summary>
/// <remarks>
/// For vectors z_1 … z_k let z′_l = z_l − τ_l ŵ be what is left of them across the target and G their Gram matrix. The part of w in their
/// span has the length √(pᵀG⁻¹p), p_l = ⟨z′_l, w⟩ = ⟨z_l, w⟩ − τ_l⟨ŵ, w⟩, so at least ‖p‖/√(1 + ‖G − I‖_F), and ‖p‖ is at least
/// √(Σ⟨z_l, w⟩²) − ‖τ‖·|⟨ŵ, w⟩|. For one vector that is Lemma W with the vector as witness.
/// </remarks>
internal static class TiltProof
{
    private const double Rounding = 2.220446049250313e-16; // 2⁻⁵²

    /// <summary>
    /// A lower bound on tan ρ, where no neuron's line, seen within the span of the target and the vectors, is nearer than ρ to the
    /// target's.
    /// </summary>
    /// <param name="problem">The neurons; their coefficients do not matter.</param>
    /// <param name="axes">Vectors nearly of norm 1, nearly orthogonal to one another and to the target.</param>
    /// <returns>+∞ if there is no neuron.</returns>
    public static double Tangent(NeuronProblem problem, double[][] axes)
    {
        int d = problem.Dimension;
        double each = 4 * (d + 8) * Rounding;
        double[] target = problem.Target.ToArray();
        Directions.Normalise(target);
        double tilt = 0;
        double skew = 0;
        for (int a = 0; a < axes.Length; a++)
        {
            double along = Math.Abs(Directions.Dot(axes[a], target)) + each;
            tilt += along * along;
            for (int b = 0; b < axes.Length; b++)
            {
                double product = Math.Abs(Directions.Dot(axes[a], axes[b]) - (a == b ? 1 : 0)) + each + (4 * along);
                skew += product * product;
            }
        }

        tilt = Math.Sqrt(tilt) * (1 + each);
        double stretch = Math.Sqrt(1 + (Math.Sqrt(skew) * (1 + (axes.Length * each)))) * (1 + each);
        double across = each * Math.Sqrt(axes.Length);
        double least = double.PositiveInfinity;
        double[] line = new double[d];
        for (int j = 0; j < problem.Width; j++)
        {
            problem.Weight(j).CopyTo(line);
            if (!Directions.Normalise(line)) continue;
            double square = 0;
            foreach (double[] axis in axes)
            {
                double part = Directions.Dot(axis, line);
                square += part * part;
            }

            double along = Math.Abs(Directions.Dot(target, line)) + each;
            double length = (Math.Sqrt(square) * (1 - (axes.Length * Rounding)) - across - (tilt * along)) * (1 - each);
            least = Math.Min(least, length / along);
        }

        return Math.Max(0, least / stretch * (1 - each));
    }
}

namespace Espalier.Neurons.Cone;

/// <summary>What a neuron adds to the target's share, and what that costs, both in units of the target.</summary>
/// <param name="Neuron">Which neuron.</param>
/// <param name="Share">β = α‖w‖/‖w*‖.</param>
/// <param name="Spread">c: the sine of its angle to the target, 1 beyond a right angle.</param>
internal readonly record struct ConeItem(int Neuron, double Share, double Spread)
{
    public double Cost => Math.Abs(Share) * Spread;

    /// <summary>All neurons that are not constant 0.</summary>
    public static ConeItem[] Of(NeuronProblem problem)
    {
        double unit = Directions.Norm(problem.Target);
        if (unit == 0) return [];
        double[] target = problem.Target.ToArray();
        Directions.Normalise(target);
        double[] line = new double[target.Length];
        var items = new List<ConeItem>();
        for (int j = 0; j < problem.Width; j++)
        {
            if (!ScaledProblem.IsUseful(problem, j)) continue;
            problem.Weight(j).CopyTo(line);
            double share = problem.Coefficients[j] / unit * Directions.Norm(line);
            Directions.Normalise(line);
            items.Add(new ConeItem(j, share, SpreadOf(line, target)));
        }

        return [.. items];
    }

    private static double SpreadOf(double[] line, double[] target)
    {
        (double cos, double sin) = Directions.Angle(target, line);
        return cos <= 0 ? 1 : Math.Min(1, sin);
    }
}

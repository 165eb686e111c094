using Espalier.SubsetSums;

namespace Espalier.Neurons;

/// <summary>d = 1, where pruning neurons reduces to pruning weights: each neuron acts on one of the two rays, so each ray is a subset sum.</summary>
internal static class RaySubsets
{
    /// <summary>The best subset, or null if a ray has more neurons than subset sums can be solved for.</summary>
    public static int[]? Best(NeuronProblem problem, int[] neurons)
    {
        var kept = new List<int>();
        foreach (double side in (ReadOnlySpan<double>)[1, -1])
        {
            int[] ray = [.. neurons.Where(j => problem.Weight(j)[0] * side > 0)];
            if (ray.Length > SubsetSum.MaxCandidates) return null;
            double[] values = Array.ConvertAll(ray, j => problem.Coefficients[j] * Math.Abs(problem.Weight(j)[0]));
            SubsetSumResult best = SubsetSum.Solve(values, Math.Max(0, side * problem.Target[0]), SubsetSumObjective.Error);
            for (int i = 0; i < ray.Length; i++)
            {
                if (((best.Mask >> i) & 1) != 0) kept.Add(ray[i]);
            }
        }

        kept.Sort();
        return [.. kept];
    }

    /// <summary>More than the rounding of the products can change in an error.</summary>
    public static double Slack(NeuronProblem problem, int[] neurons) =>
        1e-15 * problem.Radius * neurons.Sum(j => Math.Abs(problem.Coefficients[j] * problem.Weight(j)[0]));
}

namespace Espalier.Neurons;

/// <summary>The single neuron kept: the plainest neuron pruning ([F] appendix C), which needs about ε^(−d) neurons.</summary>
public static class SingleNeuron
{
    /// <summary>The neuron j for which keeping it alone has the smallest error, and that error from both sides.</summary>
    /// <returns>The neuron and its error, or null if keeping none is better than keeping any.</returns>
    /// <remarks>
    /// α σ(⟨w, x⟩) − σ(⟨w*, x⟩) for α &gt; 0 has sup over the ball R · max of: the norm of αw − w* where both are active, and of each
    /// where it is alone. No neuron with α ≤ 0 is better than none.
    /// </remarks>
    public static (int Neuron, SupNormBounds Error)? Best(NeuronProblem problem, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var scaled = ScaledProblem.Of(problem);
        int[] order = [.. Enumerable.Range(0, problem.Width).Where(j => problem.Coefficients[j] > 0)];
        double[] least = Array.ConvertAll(order, j => LowerBound(scaled.Problem, j));
        Array.Sort(least, order);
        SupNormBounds best = SupNorm.Evaluate(problem, [], cancel: cancel);
        int neuron = -1;
        for (int i = 0; i < order.Length && !(least[i] * (1 - 1e-12) > scaled.Level(best.Upper)) && !cancel.IsCancellationRequested; i++)
        {
            SupNormBounds error = SupNorm.Evaluate(problem, [order[i]], cancel: cancel);
            if (error.Upper >= best.Upper) continue;
            best = error;
            neuron = order[i];
        }

        return neuron < 0 ? null : (neuron, best);
    }

    /// <summary>‖α_j w_j − w*‖, which is at least the error of neuron j on the unit ball if α_j &gt; 0.</summary>
    public static double Distance(NeuronProblem problem, int neuron)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ReadOnlySpan<double> weight = problem.Weight(neuron);
        Span<double> difference = weight.Length <= 64 ? stackalloc double[weight.Length] : new double[weight.Length];
        for (int i = 0; i < weight.Length; i++) difference[i] = (problem.Coefficients[neuron] * weight[i]) - problem.Target[i];
        return Directions.Norm(difference);
    }

    /// <summary>The smallest <see cref="Distance"/>: the statistic of [F] appendix C.</summary>
    public static double ClosestDistance(NeuronProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        double closest = double.PositiveInfinity;
        for (int j = 0; j < problem.Width; j++) closest = Math.Min(closest, Distance(problem, j));
        return closest;
    }

    /// <summary>|difference| at three directions: the neuron's, the target's, and that of their difference.</summary>
    private static double LowerBound(NeuronProblem problem, int neuron)
    {
        double[] v = problem.Weight(neuron).ToArray();
        for (int i = 0; i < v.Length; i++) v[i] *= problem.Coefficients[neuron];
        double[] difference = new double[v.Length];
        for (int i = 0; i < v.Length; i++) difference[i] = v[i] - problem.Target[i];
        double largest = 0;
        foreach (double[] x in (ReadOnlySpan<double[]>)[v, problem.Target.ToArray(), difference])
        {
            double norm = Directions.Norm(x);
            if (!(norm > 0)) continue;
            double front = Math.Max(0, Directions.Dot(v, x)) - Math.Max(0, Directions.Dot(problem.Target, x));
            double back = Math.Max(0, -Directions.Dot(v, x)) - Math.Max(0, -Directions.Dot(problem.Target, x));
            largest = Math.Max(largest, Math.Max(Math.Abs(front), Math.Abs(back)) / norm);
        }

        return largest;
    }
}

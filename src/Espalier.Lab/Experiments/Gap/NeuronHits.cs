using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Experiments.Gap;

/// <summary>Hitting widths of methods that keep whole neurons.</summary>
internal static class NeuronHits
{
    /// <summary>Narrower parents are not worth a search of their own.</summary>
    private const int First = 4;

    /// <summary>Steps of the minimax refit; what they leave open counts as not found.</summary>
    private const int RefitSteps = 200;

    /// <summary>By a subset of the neurons, as they are.</summary>
    public static HittingWidth OfSubsets(int dimension, RandomStream stream, double epsilon, int most, int effort, CancellationToken cancel) =>
        Gallop(dimension, stream, most, problem => SubsetWithin.Decide(problem, epsilon, effort, cancel), cancel);

    /// <summary>The same with a ReLU behind the output.</summary>
    public static HittingWidth BehindRelu(int dimension, RandomStream stream, double epsilon, int most, int effort, CancellationToken cancel) =>
        Gallop(dimension, stream, most, problem => SubsetWithin.DecideBehindRelu(problem, epsilon, effort, cancel), cancel);

    private static HittingWidth Gallop(
        int dimension, RandomStream stream, int most, Func<NeuronProblem, SubsetWithinResult> decide, CancellationToken cancel) =>
        HittingWidth.Gallop(First, most, width =>
        {
            SubsetWithinResult answer = decide(NeuronProblem.Draw(stream, dimension, width));
            cancel.ThrowIfCancellationRequested();
            return answer.Status == SubsetWithinStatus.Found
                ? WidthAttempt.Found(answer.Kept[^1] + 1, answer.Error.Upper, answer.Kept.Count)
                : WidthAttempt.NotFound(answer.Status == SubsetWithinStatus.Refuted);
        });

    /// <summary>By all neurons with coefficients chosen anew: the reference, which is no pruning.</summary>
    public static HittingWidth OfRefits(int dimension, RandomStream stream, double epsilon, int most, CancellationToken cancel) =>
        HittingWidth.Gallop(First, most, width =>
        {
            var problem = NeuronProblem.Draw(stream, dimension, width);
            int[] all = [.. Enumerable.Range(0, width)];
            RefitResult refit = Refit.LeastSquares(problem, all);
            if (refit.Error.Upper > epsilon) refit = Refit.Minimax(problem, all, gap: 0.01, RefitSteps, cancel: cancel);
            cancel.ThrowIfCancellationRequested();
            return refit.Error.Upper <= epsilon ? WidthAttempt.Found(width, refit.Error.Upper, width) : WidthAttempt.NotFound(refit.Bound > epsilon);
        });

    /// <summary>By one neuron, as it is: the first that is within ε.</summary>
    /// <remarks>
    /// The error of α·σ(⟨w, x⟩) is at least ‖αw − w*‖/2 and at most ‖αw − w*‖ if α &gt; 0, and at least 1 if not; only between is it computed.
    /// </remarks>
    public static HittingWidth OfSingles(int dimension, RandomStream stream, double epsilon, long most, CancellationToken cancel)
    {
        const int Chunk = 2048;
        double[] target = NeuronProblem.Draw(stream, dimension, 0, cancel: cancel).Target.ToArray();
        double[] numbers = new double[(dimension + 1) * Chunk];
        double least = 2 * epsilon * (1 + 1e-12);
        for (long first = 0; first < most; first += Chunk)
        {
            cancel.ThrowIfCancellationRequested();
            stream.FillNormal((ulong)(dimension + (first * (dimension + 1))), numbers);
            for (int place = 0; place < Math.Min(Chunk, most - first); place++)
            {
                ReadOnlySpan<double> neuron = numbers.AsSpan(place * (dimension + 1), dimension + 1);
                if (Distance(neuron, target) > least || !(neuron[dimension] > 0)) continue;
                double error = SupNorm.Evaluate(new NeuronProblem(neuron[..dimension], neuron[dimension..], target), [0], cancel: cancel).Upper;
                cancel.ThrowIfCancellationRequested();
                if (error <= epsilon) return new(first + place + 1, first + place + 1, error, 1, first + place + 1);
            }
        }

        return new(null, most + 1, null, null, most);
    }

    private static double Distance(ReadOnlySpan<double> neuron, double[] target)
    {
        double coefficient = neuron[target.Length];
        double square = 0;
        for (int i = 0; i < target.Length; i++)
        {
            double difference = (coefficient * neuron[i]) - target[i];
            square += difference * difference;
        }

        return Math.Sqrt(square);
    }
}

using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;

namespace Espalier.Tickets.Drawing;

/// <summary>Trials of the law behind a ticket: one weight of the target, fresh candidates, and whether they come within ε.</summary>
internal sealed class WeightTrials
{
    /// <summary>Trials see elements of their own streams: u or direct candidates from here, v and the choice of the weight apart.</summary>
    private const ulong SecondFactors = 1UL << 40;

    private const ulong Choice = 1UL << 50;

    private readonly TicketRecipe _recipe;
    private readonly Distribution _law;
    private readonly Part[] _parts;
    private readonly long _weights;

    /// <summary>Prepares the trials of a recipe on a target; the recipe's own number of candidates does not matter.</summary>
    /// <exception cref="InvalidInputException">The target cannot be one.</exception>
    public WeightTrials(Network target, TicketRecipe recipe)
    {
        TicketDrawing.RequireUsable(target, "target");
        _recipe = recipe;
        _law = recipe.Distribution ?? throw new ArgumentException("the recipe names no distribution");
        var parts = new List<Part>();
        foreach (PrunableGrid each in PrunableGrids.Of(target, recipe.NonNegativeInputs))
        {
            double[] tolerances = RowTolerances.Of(each.Grid, recipe.Tolerance);
            parts.Add(new Part(each.Grid.Weights, tolerances, recipe.IsPair && !each.NonNegative));
            if (each.Grid.Bias is not null) parts.Add(new Part(each.Grid.Bias, tolerances, false));
        }

        _parts = [.. parts];
        _weights = parts.Sum(each => (long)each.Values.Length);
    }

    /// <summary>How many of consecutive trials fail with this many candidates; null if cancelled.</summary>
    public long? Failures(int candidates, long first, int count, int threads, CancellationToken cancel)
    {
        long failures = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        ParallelLoopResult end = Parallel.For(first, first + count, options, () => new SubsetSumWorkspace(), (trial, loop, workspace) =>
        {
            if (cancel.IsCancellationRequested) loop.Stop();
            else if (!Succeeds(candidates, trial, workspace)) Interlocked.Increment(ref failures);
            return workspace;
        }, static _ => { });
        return end.IsCompleted ? failures : null;
    }

    /// <summary>Whether a trial's weight is within ε on every side that it needs, with this many candidates. A pure function.</summary>
    private bool Succeeds(int candidates, long trial, SubsetSumWorkspace workspace)
    {
        var stream = new RandomStream(_recipe.Seed, (uint)trial, StreamPurpose.Sampling);
        (Part part, double target, double epsilon) = Pick(stream);
        Span<float> first = candidates <= 256 ? stackalloc float[candidates] : new float[candidates];
        _law.Fill(stream, 0, first);
        if (!_recipe.IsPair) return Within(first, [], target, epsilon, 0, workspace);
        Span<float> second = candidates <= 256 ? stackalloc float[candidates] : new float[candidates];
        _law.Fill(stream, SecondFactors, second);
        return Within(first, second, target, epsilon, 1, workspace)
            && (!part.BothSides || Within(first, second, target, epsilon, -1, workspace));
    }

    private (Part Part, double Target, double Epsilon) Pick(RandomStream stream)
    {
        long index = (long)(((UInt128)stream.LongWord(Choice) * (ulong)_weights) >> 64);
        foreach (Part part in _parts)
        {
            if (index < part.Values.Length)
                return (part, part.Values[(int)index], part.Tolerances[index * part.Tolerances.Length / part.Values.Length]);
            index -= part.Values.Length;
        }

        throw new InvalidOperationException("the index lies beyond all weights");
    }

    /// <summary>Whether the candidates of one sign (0 for direct ones) can make the target.</summary>
    private bool Within(
        ReadOnlySpan<float> first, ReadOnlySpan<float> second, double target, double epsilon, int sign, SubsetSumWorkspace workspace)
    {
        if (_recipe.Construction == Construction.Single) return SingleWithin(first, second, target, epsilon, sign);
        Span<double> candidates = stackalloc double[SubsetSum.MaxCandidates];
        int count = 0;
        for (int k = 0; k < first.Length && count < candidates.Length; k++)
        {
            if (sign == 0) candidates[count++] = first[k];
            else if (Math.Sign(first[k]) == sign) candidates[count++] = (double)first[k] * second[k];
        }

        // Out of reach is out of reach, without listing subsets of 44 candidates to see it.
        if (!IsInReach(candidates[..count], target, epsilon)) return false;

        // The edges objective may stop at the first subset within ε, which is all that is asked here.
        return SubsetSum.Solve(candidates[..count], target, SubsetSumObjective.Edges, epsilon, workspace).Status == SubsetSumStatus.Found;
    }

    private static bool IsInReach(ReadOnlySpan<double> candidates, double target, double epsilon)
    {
        double reach = 0;
        foreach (double candidate in candidates) reach += Math.Max(0, target > 0 ? candidate : -candidate);
        // A generous margin for rounding: a target that is called reachable is still solved exactly.
        return Math.Abs(target) - epsilon <= reach * (1 + 1e-9);
    }

    private static bool SingleWithin(ReadOnlySpan<float> first, ReadOnlySpan<float> second, double target, double epsilon, int sign)
    {
        if (Math.Abs(target) <= epsilon) return true;
        for (int k = 0; k < first.Length; k++)
            if (Math.Sign(first[k]) == sign && Math.Abs(target - ((double)first[k] * second[k])) <= epsilon) return true;
        return false;
    }

    /// <summary>A tensor of the target, and what serves its weights.</summary>
    private sealed record Part(Tensor Values, double[] Tolerances, bool BothSides);
}

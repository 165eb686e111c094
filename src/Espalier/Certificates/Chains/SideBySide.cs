namespace Espalier.Certificates.Chains;

/// <summary>Pairs the stages of two networks that have one structure, but for splits of values into positive and negative parts.</summary>
/// <remarks>
/// A split, x ↦ (relu(x), relu(−x)), that only one network has is given to the other too: there W·x = W·relu(x) − W·relu(−x), exactly. So
/// a network whose weights differ for positive and negative inputs still stands beside the one that it imitates.
/// </remarks>
internal static class SideBySide
{
    /// <summary>The pairs of stages, or null if the structures differ.</summary>
    public static List<PairStage>? Of(ReluChain a, ReluChain b)
    {
        var stages = new List<PairStage>();
        var left = new Queue<AffineStage>(a.Stages);
        var right = new Queue<AffineStage>(b.Stages);
        while (left.Count > 0 && right.Count > 0)
        {
            AffineStage first = left.Peek(), second = right.Peek();
            if (HaveSameShape(first, second))
            {
                stages.Add(new PairStage(left.Dequeue(), right.Dequeue()));
            }
            else if (IsSplit(second) && first.Inputs == second.Inputs)
            {
                left = WithSplit(left, right.Peek());
            }
            else if (IsSplit(first) && first.Inputs == second.Inputs)
            {
                right = WithSplit(right, left.Peek());
            }
            else
            {
                return null;
            }
        }

        return left.Count == right.Count ? stages : null;
    }

    private static bool HaveSameShape(AffineStage a, AffineStage b) => a.Outputs == b.Outputs && a.Inputs == b.Inputs && a.Rectified == b.Rectified;

    private static bool IsSplit(AffineStage stage)
    {
        if (!stage.Rectified || stage.Outputs != 2 * stage.Inputs || stage.Bias.AsSpan().ContainsAnyExcept(0)) return false;
        for (int i = 0; i < stage.Outputs; i++)
        {
            ReadOnlySpan<double> row = stage.Weights.AsSpan(i * stage.Inputs, stage.Inputs);
            int at = i % stage.Inputs;
            if (row[at] != (i < stage.Inputs ? 1 : -1)) return false;
            if (row[..at].ContainsAnyExcept(0) || row[(at + 1)..].ContainsAnyExcept(0)) return false;
        }

        return true;
    }

    private static Queue<AffineStage> WithSplit(Queue<AffineStage> stages, AffineStage split)
    {
        var with = new Queue<AffineStage>();
        with.Enqueue(split);
        with.Enqueue(stages.Dequeue().AfterSplit());
        foreach (AffineStage stage in stages) with.Enqueue(stage);
        return with;
    }
}

namespace Espalier.Neurons.Circle;

/// <summary>The subsets that one piece of a search found within its level, which falls with every better one.</summary>
internal sealed class ArcFinds(HalfCircle circle)
{
    private const int MostAlike = 1024;

    private readonly List<(UInt128 Mask, double Error)> _found = [];

    /// <summary>The error of the best subset so far on the unit sphere, up to rounding on the safe side.</summary>
    public double Level { get; private set; }

    /// <summary>Errors up to this may be at most the level.</summary>
    public double Within { get; private set; }

    /// <summary>Choices looked at.</summary>
    public long Nodes { get; set; }

    /// <summary>Units of work done.</summary>
    public long Work { get; set; }

    /// <summary>Whether nothing was left out.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Those that were the best when they were found, or as good, in the order in which they were found.</summary>
    public IReadOnlyList<(UInt128 Mask, double Error)> Found => _found;

    public void Begin(double level)
    {
        _found.Clear();
        Nodes = 0;
        Work = 0;
        IsComplete = true;
        SetLevel(level);
    }

    public void Offer(UInt128 mask)
    {
        Nodes++;
        Work += 4;
        if (!circle.HasMasks)
        {
            // Which neurons these are is not known: only that the level is not refuted.
            IsComplete = false;
            return;
        }

        double error = circle.Error(mask, Within);
        if (error > Within) return;
        if (_found.Count == MostAlike) _found.RemoveAll(other => other.Error > Within);
        _found.Add((mask, error));
        if (error + circle.Slack < Level) SetLevel(error + circle.Slack);
    }

    private void SetLevel(double level)
    {
        Level = level;
        Within = level + circle.Slack;
    }
}

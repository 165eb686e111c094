namespace Espalier.Certificates.Steps;

/// <summary>Pairs the steps of two networks that have one graph, but for splits of values into positive and negative parts.</summary>
/// <remarks>
/// A split, x ↦ (relu(x), relu(−x)), that only one network has is given to the other too: there W·x = W·relu(x) − W·relu(−x), exactly. So
/// a network whose weights differ for positive and negative inputs still stands beside the one that it imitates.
/// </remarks>
internal sealed class SideBySide
{
    private readonly StepGraph _a;
    private readonly StepGraph _b;

    /// <summary>The pair's value for each value of A and of B so far.</summary>
    private readonly List<int> _valuesA = [0];
    private readonly List<int> _valuesB = [0];

    /// <summary>For each value of the pair that is a split: of which value.</summary>
    private readonly Dictionary<int, int> _whole = [];
    private readonly List<PairStep> _steps = [];

    private SideBySide(StepGraph a, StepGraph b)
    {
        _a = a;
        _b = b;
    }

    /// <summary>The pairs of steps, or null if the graphs differ.</summary>
    public static List<PairStep>? Of(StepGraph a, StepGraph b)
    {
        var pairing = new SideBySide(a, b);
        return pairing.TryRun() ? pairing._steps : null;
    }

    private bool TryRun()
    {
        while (_valuesA.Count <= _a.Steps.Length || _valuesB.Count <= _b.Steps.Length)
        {
            AffineStep? a = Next(_a, _valuesA), b = Next(_b, _valuesB);
            if (a is not null && b is not null && TryPair(a, b)) continue;
            if (b is { IsSplit: true }) Split(b, _valuesB);
            else if (a is { IsSplit: true }) Split(a, _valuesA);
            else return false;
        }

        // What is last must be the output of both.
        return _valuesA[^1] == _valuesB[^1] && _valuesA[^1] == _steps.Count;
    }

    private static AffineStep? Next(StepGraph graph, List<int> values) => values.Count <= graph.Steps.Length ? graph.Steps[values.Count - 1] : null;

    private bool TryPair(AffineStep a, AffineStep b)
    {
        if (a.Outputs != b.Outputs || a.Rectified != b.Rectified || a.Curve != b.Curve || a.Terms.Length != b.Terms.Length) return false;
        var first = new Term[a.Terms.Length];
        var second = new Term[a.Terms.Length];
        for (int k = 0; k < first.Length; k++)
        {
            first[k] = a.Terms[k] with { Read = _valuesA[a.Terms[k].Read] };
            second[k] = b.Terms[k] with { Read = _valuesB[b.Terms[k].Read] };
            if (IsPartOf(second[k].Read, first[k].Read)) first[k] = new Term(first[k].Map.AfterSplit(), second[k].Read);
            else if (IsPartOf(first[k].Read, second[k].Read)) second[k] = new Term(second[k].Map.AfterSplit(), first[k].Read);
            if (first[k].Read != second[k].Read || first[k].Map.Inputs != second[k].Map.Inputs) return false;
        }

        _steps.Add(new PairStep(a with { Terms = [.. first] }, b with { Terms = [.. second] }));
        _valuesA.Add(_steps.Count);
        _valuesB.Add(_steps.Count);
        if (a.IsSplit && b.IsSplit) _whole[_steps.Count] = first[0].Read;
        return true;
    }

    private bool IsPartOf(int part, int whole) => _whole.TryGetValue(part, out int of) && of == whole;

    /// <summary>A split that one network has, and the other may use from now on.</summary>
    private void Split(AffineStep split, List<int> values)
    {
        int read = values[split.Terms[0].Read];
        AffineStep both = split with { Terms = [split.Terms[0] with { Read = read }] };
        _steps.Add(new PairStep(both, both));
        values.Add(_steps.Count);
        _whole[_steps.Count] = read;
    }
}

using System.Collections.Immutable;
using Espalier.Graphs.LinearMaps;

namespace Espalier.Certificates.Steps;

/// <summary>Two networks step by step.</summary>
/// <remarks>
/// Networks of one graph stand side by side, which keeps their difference small from the first step on. Others are stacked: all
/// steps of A, then all of B, each beside itself, so that all differences are 0 until a last step, [I, −I] beside 0.
/// </remarks>
internal sealed class PairGraph
{
    private PairGraph(int inputs, ImmutableArray<PairStep> steps, bool isStacked)
    {
        Inputs = inputs;
        Steps = steps;
        IsStacked = isStacked;
        Slots = new ValueSlots([.. steps.Select(step => step.Terms.Select(term => term.Read).ToArray())]);
    }

    /// <summary>The steps; the last one has no ReLU.</summary>
    public ImmutableArray<PairStep> Steps { get; }

    /// <summary>Where values stand while the steps are walked.</summary>
    public ValueSlots Slots { get; }

    /// <summary>Whether the networks have different graphs.</summary>
    public bool IsStacked { get; }

    /// <summary>Whether all steps of the two are alike, so that they cannot differ.</summary>
    public bool IsSame =>
        !IsStacked && Steps.All(static step => step.BiasDifference is null && step.Terms.All(static term => term.Difference is null));

    /// <summary>Whether some step ends in a curve.</summary>
    public bool IsCurved => Steps.Any(static step => step.Curve is not null);

    public int Inputs { get; }

    public int Outputs => Steps[^1].Outputs;

    public static PairGraph Of(StepGraph a, StepGraph b)
    {
        if (SideBySide.Of(a, b) is not { } steps) return new PairGraph(a.Inputs, Stacked(a, b), isStacked: true);
        if (steps[^1].Rectified || steps[^1].Curve is not null)
        {
            AffineStep last = AffineStep.Identity(a.Outputs, steps.Count);
            steps.Add(new PairStep(last, last));
        }

        return new PairGraph(a.Inputs, [.. steps], isStacked: false);
    }

    /// <summary>The pair that computes one of the outputs alone.</summary>
    public PairGraph ForOutput(int output) => new(Inputs, Steps.SetItem(Steps.Length - 1, Steps[^1].ForOutput(output)), IsStacked);

    /// <summary>What reads (relu(x), relu(−x)), as a pair of that input, where nothing reads x beside it; or null.</summary>
    public PairGraph? BehindSplit()
    {
        bool comesFirst = Steps.Length > 1 && Steps[0].IsSplit && Steps.Skip(1).All(static step => step.Terms.All(static term => term.Read > 0));
        if (!comesFirst) return null;
        return new PairGraph(Steps[0].Outputs, [.. Steps.Skip(1).Select(static step => step.Reading(static value => value - 1))], IsStacked);
    }

    /// <summary>The same values by other steps: of every split, relu(−x) is relu(x) − x, so that a relaxation has one symbol for both.</summary>
    public PairGraph WithSplitsJoined()
    {
        if (!Steps.Any(static step => step.IsSplit)) return this;
        var numbers = new int[Steps.Length + 1];
        var steps = new List<PairStep>();
        for (int i = 0; i < Steps.Length; i++)
        {
            PairStep step = Steps[i].Reading(value => numbers[value]);
            if (step.IsSplit)
            {
                (int size, int read) = (step.Outputs / 2, step.Terms[0].Read);
                AffineStep positive = AffineStep.Rectifier(size, read);
                steps.Add(new PairStep(positive, positive));
                var twice = new Term(SelectionMap.Of(size, [.. Enumerable.Range(0, 2 * size).Select(k => k % size)]), steps.Count);
                var both = new AffineStep([twice, new Term(SelectionMap.NegativeLast(size), read)], new double[2 * size]);
                step = new PairStep(both, both);
            }

            steps.Add(step);
            numbers[i + 1] = steps.Count;
        }

        return new PairGraph(Inputs, [.. steps], IsStacked);
    }

    private static ImmutableArray<PairStep> Stacked(StepGraph a, StepGraph b)
    {
        int shift = a.Steps.Length;
        Term Moved(Term term) => term with { Read = term.Read == 0 ? 0 : term.Read + shift };
        IEnumerable<AffineStep> moved = b.Steps.Select(step => step with { Terms = [.. step.Terms.Select(Moved)] });
        int outputs = a.Outputs, first = shift, second = shift + b.Steps.Length;
        var zeros = new double[outputs];
        LinearMap nothing = SelectionMap.Nothing(outputs, outputs);
        var subtract = new AffineStep([new Term(SelectionMap.Identity(outputs), first), new Term(SelectionMap.Identity(outputs, -1), second)], zeros);
        var none = new AffineStep([new Term(nothing, first), new Term(nothing, second)], zeros);
        return [.. a.Steps.Concat(moved).Select(step => new PairStep(step, step)), new PairStep(subtract, none)];
    }
}

using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;

namespace Espalier.Certificates.Steps;

/// <summary>
/// A network as affine steps with or without a ReLU behind them. Every weight is the network's own: nothing is multiplied out or
/// rounded.
/// </summary>
internal sealed class StepGraph
{
    private StepGraph(int inputs, ImmutableArray<AffineStep> steps)
    {
        Inputs = inputs;
        Steps = steps;
        Slots = new ValueSlots([.. steps.Select(step => step.Terms.Select(term => term.Read).ToArray())]);
    }

    /// <summary>The steps in the order of computation; the last one makes the output.</summary>
    public ImmutableArray<AffineStep> Steps { get; }

    /// <summary>Where values stand while the steps are walked.</summary>
    public ValueSlots Slots { get; }

    public int Inputs { get; }

    /// <summary>Whether it holds curves, which no arithmetic of whole numbers follows.</summary>
    public bool IsCurved => Steps.Any(static step => step.Curve is not null);

    public int Outputs => Steps[^1].Outputs;

    /// <summary>About how many products an evaluation takes.</summary>
    public long Work => Steps.Sum(static step => step.Terms.Sum(term => (long)step.Outputs * term.Map.MostTerms));

    /// <summary>The length of a value.</summary>
    public int Length(int value) => value == 0 ? Inputs : Steps[value - 1].Outputs;

    /// <summary>Writes a network as steps.</summary>
    /// <exception cref="InvalidInputException">An operator is not supported, or a weight is not finite.</exception>
    public static StepGraph Of(Network network, string name) =>
        new(network.InputShape.Length, Fused(new Lowering(network, name).Run()));

    /// <summary>
    /// The same network of other inputs, which a step before it selects its own from, and with a step behind it that reads its outputs and
    /// those inputs.
    /// </summary>
    public StepGraph Between(LinearMap? before, AffineStep behind)
    {
        int shift = before is null ? 0 : 1;
        List<AffineStep> steps = before is null ? [] : [new AffineStep([new Term(before, 0)], new double[before.Outputs])];
        steps.AddRange(Steps.Select(step => step with { Terms = [.. step.Terms.Select(term => term with { Read = term.Read + shift })] }));
        int output = steps.Count;
        steps.Add(behind with { Terms = [.. behind.Terms.Select(term => term with { Read = term.Read == 0 ? 0 : output })] });
        return new StepGraph(before?.Inputs ?? Inputs, [.. steps]);
    }

    /// <summary>A ReLU or a curve that alone reads a step moves into it.</summary>
    private static ImmutableArray<AffineStep> Fused(IReadOnlyList<AffineStep> steps)
    {
        var readers = new int[steps.Count + 1];
        foreach (Term term in steps.SelectMany(step => step.Terms)) readers[term.Read]++;
        var place = new int[steps.Count + 1];
        var fused = new List<AffineStep>();
        for (int i = 0; i < steps.Count; i++)
        {
            AffineStep step = steps[i];
            int read = step.Terms[0].Read;
            if (step.Origin == StepOrigin.Elementwise && read > 0 && readers[read] == 1 && steps[read - 1] is { Rectified: false, Curve: null })
            {
                place[i + 1] = place[read];
                fused[place[read] - 1] = fused[place[read] - 1] with { Rectified = step.Rectified, Curve = step.Curve };
                continue;
            }

            fused.Add(step with { Terms = [.. step.Terms.Select(term => term with { Read = place[term.Read] })] });
            place[i + 1] = fused.Count;
        }

        return [.. fused];
    }
}

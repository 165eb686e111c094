using System.Collections.Immutable;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;
using Espalier.Neurons;
using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Lab.Reproductions;

/// <summary>Figures 1, 2 and 3 of Ferre' et al. 2026 from live data, each with the numbers that stand behind it.</summary>
public static class FerreFigures
{
    /// <summary>Figure 1: a target neuron, a random parent with five hidden neurons, and the best subset of them.</summary>
    /// <param name="Drawing">The networks.</param>
    /// <param name="Functions">The three functions on the circle.</param>
    /// <param name="Draws">How many parents were drawn until the best subset was worth drawing.</param>
    /// <param name="Result">The best subset, proven.</param>
    public sealed record First(Diagram Drawing, Figure Functions, int Draws, NeuronSubsetResult Result);

    /// <summary>Figure 2: one chain for each input family, after some neurons.</summary>
    /// <param name="Drawing">The chains.</param>
    /// <param name="States">Where each stands.</param>
    /// <param name="Broken">The broken bins of each family.</param>
    /// <param name="Above">At how many steps of how many chains a chain stood above its count of broken bins; Lemmas 4 and 5 say at none.</param>
    public sealed record Second(Diagram Drawing, ImmutableArray<int> States, ImmutableArray<int> Broken, int Above);

    /// <summary>Figure 3: a target and a neuron whose breakpoint is too far away, along an input family.</summary>
    /// <param name="Drawing">The functions.</param>
    /// <param name="Missed">By how much the target misses the best affine function on the ε-neighbourhood of its breakpoint.</param>
    /// <param name="Claimed">What Lemma 2 claims at least: |a|ε/4.</param>
    public sealed record Third(Figure Drawing, double Missed, double Claimed);

    private const int Hidden = 5;
    private const double Radius = 2;

    /// <summary>Draws parents until the best subset keeps some but not all neurons and is nearer to the target than nothing is.</summary>
    public static First Figure1(ulong seed, CancellationToken cancel = default)
    {
        const double Near = 0.6;
        for (uint draw = 0; ; draw++)
        {
            var problem = NeuronProblem.Draw(new RandomStream(seed, draw, StreamPurpose.Experiment), 2, Hidden, cancel: cancel);
            NeuronSubsetResult best = NeuronSubset.Exact(problem, cancel: cancel);
            cancel.ThrowIfCancellationRequested();
            if (best.Kept.Count is < 2 or >= Hidden || best.Error.Upper > Near) continue;
            Diagram drawing = NetworkDiagram.Pruning(2, Hidden, [.. best.Kept.Select(neuron => neuron + 1)]);
            return new(drawing, OnCircle(problem, best), (int)draw + 1, best);
        }
    }

    /// <summary>Adds the neurons of one parent to the processes of all families.</summary>
    public static Second Figure2(ulong seed)
    {
        const int Neurons = 25;
        ChainRun run = ChainRun.Of(seed, Neurons);
        return new(run.Draw(Neurons), run.States[^1], run.Broken[^1], run.Above);
    }

    /// <summary>Draws until the target's kink and that of the first neuron are well inside the interval, and further apart than ε.</summary>
    public static Third Figure3(ulong seed)
    {
        const double Epsilon = 0.25;
        double half = new Bins(Radius, Epsilon).HalfLength;
        var family = new InputFamily(1);
        for (uint draw = 0; ; draw++)
        {
            var problem = NeuronProblem.Draw(new RandomStream(seed, draw, StreamPurpose.Experiment), 2, 1);
            if (family.KinkOf(problem.Target, 1) is not { } target || family.KinkOf(problem.Weight(0), problem.Coefficients[0]) is not { } neuron)
                continue;
            bool apart = Math.Abs(target.Position - neuron.Position) > 2 * Epsilon
                && Math.Abs(target.Position) < half - (2 * Epsilon)
                && Math.Abs(neuron.Position) < half - Epsilon;
            if (!apart || target.Jump < 0.3 || neuron.Jump < 0.3) continue;
            PiecewiseLinear wanted = Along(family, problem.Target, 1, half);
            double missed = wanted.On(target.Position - Epsilon, target.Position + Epsilon).BestAffine().Error;
            return new(
                Alignment(wanted, Along(family, problem.Weight(0), problem.Coefficients[0], half), target, neuron, Epsilon),
                missed,
                target.Jump * Epsilon / 4);
        }
    }

    /// <summary>The width that theory predicts, and the one that was measured.</summary>
    public static Figure Thresholds(GapTable table, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        GapPoint[] points = [
            .. table.Points.Where(point => point.Method.Name == GapMethod.Neurons && point.Width is not null && point.Dimension > 1),
        ];
        int[] dimensions = [.. points.Select(point => point.Dimension).Distinct().Order()];
        double[] grid = [.. Enumerable.Range(0, 13).Select(i => Math.Pow(10, 0.25 * i)).Where(inverse => inverse > 1.2)];
        return new()
        {
            Title = "Neuron pruning: predicted thresholds and measured widths",
            Description =
                "Hidden neurons against 1/ε. Points are measured widths at success one half with 95 % intervals; lines are widths up to which "
                    + "theory excludes success with probability above one half: proven from breakpoints alone, and from the chains of the "
                    + "paper's Theorem 1 with explicit constants, sound (c = γ/32, B_{0} = 0) and as printed (c = γ/16, B_{0} = 1). Lines "
                    + "begin where they reach one neuron.",
            Panels = [.. dimensions.Select(d => Panel(d, grid, [.. points.Where(point => point.Dimension == d)], cancel))],
        };
    }

    private static Panel Panel(int dimension, double[] grid, GapPoint[] points, CancellationToken cancel)
    {
        Trace Line(string name, Func<double, double> width) =>
            new LineTrace(name, [.. grid], [.. grid.Select(inverse => width(1 / inverse)).Select(value => value >= 1 ? value : double.NaN)]);
        return new()
        {
            Title = Invariant($"d = {dimension}"),
            X = new("1/ε", AxisScale.Log10) { Low = 1 },
            Y = new("hidden neurons", AxisScale.Log10) { Low = 1 },
            Traces =
            [
                new ScatterTrace("measured", [.. points.Select(point => 1 / point.Epsilon)], [.. points.Select(point => point.Width!.Value)]),
                GapFigures.Intervals("measured", points, point => 1 / point.Epsilon),
                Line("proven", epsilon => GapBounds.Proven(dimension, epsilon)),
                Line("Theorem 1, sound constants", epsilon => GapBounds.Predicted(dimension, epsilon, SlopeStep.Strict, cancel)),
                Line("Theorem 1, as printed", epsilon => GapBounds.Predicted(dimension, epsilon, SlopeStep.Stated, cancel)),
            ],
        };
    }

    private static Figure OnCircle(NeuronProblem problem, NeuronSubsetResult best)
    {
        const int Steps = 720;
        double[] angles = [.. Enumerable.Range(0, Steps + 1).Select(i => 2 * Math.PI * i / Steps)];
        LineTrace Line(string name, IEnumerable<int> kept) => new(name, [.. angles], [.. angles.Select(angle => Network(problem, kept, angle))]);
        LineTrace target = new("target f", [.. angles], [.. angles.Select(angle => Positive(problem.Target, angle))]);
        return Figure.Of(
            "Figure 1: target, parent and pruned network on the circle",
            Invariant(
                $"With {Hidden} random hidden neurons the best subset keeps {best.Kept.Count} and misses the target by at most ")
                    + Invariant($"{best.Error.Upper:0.000}; no subset is better."),
            new()
            {
                X = new("angle of x", AxisScale.Angle),
                Y = new("output"),
                Traces = [Line("parent g", Enumerable.Range(0, Hidden)), target, Line("pruned g_{S}", best.Kept)],
            });
    }

    private static double Network(NeuronProblem problem, IEnumerable<int> kept, double angle) =>
        kept.Sum(j => problem.Coefficients[j] * Positive(problem.Weight(j), angle));

    private static double Positive(ReadOnlySpan<double> weight, double angle) =>
        Math.Max(0, (weight[0] * Math.Cos(angle)) + (weight[1] * Math.Sin(angle)));

    private static PiecewiseLinear Along(InputFamily family, ReadOnlySpan<double> weight, double coefficient, double half)
    {
        (double along, double fixedPart) = family.Restrict(weight);
        return PiecewiseLinear.OfNeurons(-half, half, [(along, fixedPart, coefficient)]);
    }

    private static Figure Alignment(PiecewiseLinear wanted, PiecewiseLinear drawn, Kink target, Kink neuron, double epsilon) => Figure.Of(
        "Figure 3: breakpoints along an input family",
        Invariant(
            $"Along x(t) = (t, 1) the target bends at t* = {target.Position:0.00}, the random neuron at {neuron.Position:0.00}. Within ε = ")
                + Invariant($"{epsilon} of t* the neuron is linear, and no linear function follows the target there."),
        new()
        {
            X = new("t"),
            Y = new("output"),
            Traces =
            [
                new LineTrace("random neuron", drawn.Knots, drawn.Values),
                new LineTrace("target", wanted.Knots, wanted.Values),
                ReferenceTrace.AtX(target.Position - epsilon, "t^{⋆} − ε"),
                ReferenceTrace.AtX(target.Position, "t^{⋆}"),
                ReferenceTrace.AtX(target.Position + epsilon, "t^{⋆} + ε"),
                ReferenceTrace.AtX(neuron.Position, "t_{1,1}"),
            ],
        });
}

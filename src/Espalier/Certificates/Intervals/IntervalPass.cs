using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

namespace Espalier.Certificates.Intervals;

/// <summary>Carries intervals and balls of B's values and of the differences through all steps of a pair: a few evaluations' work.</summary>
/// <remarks>
/// For B's value c ± r and a difference m ± s, what a step adds up lies within |W_B|·r of W_B·c + b_B, and the difference within |W_A|·s + |ΔW|·r
/// of W_A·m + ΔW·c + Δb. The same holds for balls with ‖W‖₂ in place of |W|. What is smaller counts, element by element. A chain of n fused
/// multiply-adds misses by at most γ times the magnitudes that it adds, which the radii carry.
/// </remarks>
internal sealed class IntervalPass(PairGraph graph, int threads, CancellationToken cancel)
{
    private readonly MapWorkspace _workspace = new() { Threads = threads };
    private PairIntervals? _before;
    private double[] _middles = [], _radii = [], _sums = [], _widths = [];

    /// <summary>What holds of the outputs, or null where the work was stopped.</summary>
    public PairIntervals? Run(Domain domain)
    {
        var input = PairIntervals.Of(domain);
        PairIntervals? output = graph.Slots.Walk<PairIntervals?>(input, (step, reads) =>
            reads.Contains(null) || cancel.IsCancellationRequested ? null : Through(step, [.. reads.Select(read => read!)]));
        return cancel.IsCancellationRequested ? null : output;
    }

    private PairIntervals Through(int index, PairIntervals[] reads)
    {
        PairStep step = graph.Steps[index];
        bool isRound = step.Winners is not null
            && index > 0
            && step.Terms[0] is { Difference: null } sum
            && sum.Read == index
            && graph.Steps[index - 1].Terms[0].Difference is null;
        PairIntervals made = isRound ? Largest.Of(step.Winners!, _before!) : Sum(index, reads);
        _before = reads[0];
        if (step.Rectified) made = Bending.Rectify(made);
        else if (step.Curve is { } curve) made = Bending.Curve(made, new SShape(curve));
        return made;
    }

    private PairIntervals Sum(int index, PairIntervals[] reads)
    {
        PairStep step = graph.Steps[index];
        bool isSame = step.BiasDifference is null;
        int terms = 2 * step.Terms.Length;
        for (int k = 0; k < reads.Length; k++)
        {
            PairTerm term = step.Terms[k];
            isSame &= reads[k].IsSame && term.Difference is null;
            terms += Math.Max(term.B.MostTerms, Math.Max(term.A.MostTerms, term.Difference?.MostTerms ?? 0));
        }

        double gamma = ((2 * terms) + 8) * Rounding.Unit;
        var made = PairIntervals.Of(step.Outputs, isSame);
        TermNorms[] rows = [.. step.Terms.Select(term => new TermNorms(term, _workspace.Threads))];
        OfB(step, reads, rows, gamma, made);
        if (!isSame) OfDifference(step, reads, rows, gamma, made);
        if (index > 0 && step.Terms[0].Read == index) Compose(graph.Steps[index - 1], _before!, step, reads[0], made);
        made.Meet();
        return made;
    }

    private void OfB(PairStep step, PairIntervals[] reads, TermNorms[] rows, double gamma, PairIntervals made)
    {
        Begin(step.BiasB, step.Outputs, gamma);
        var ball = new BallSum(step.BiasB, made.CentreB, gamma, _workspace);
        for (int k = 0; k < reads.Length; k++)
        {
            Add(step.Terms[k].B, reads[k].B, gamma);
            ball.Add(step.Terms[k].B, rows[k].B, reads[k].CentreB, reads[k].RadiusB);
        }

        End(step.Outputs, gamma, made.B);
        made.RadiusB = ball.Finish(made.B);
        made.MissedB = ball.Missed;
    }

    private void OfDifference(PairStep step, PairIntervals[] reads, TermNorms[] rows, double gamma, PairIntervals made)
    {
        double[] bias = step.BiasDifference ?? new double[step.Outputs];
        Begin(bias, step.Outputs, gamma);
        var ball = new BallSum(bias, made.CentreD, gamma, _workspace);
        for (int k = 0; k < reads.Length; k++)
        {
            PairTerm term = step.Terms[k];
            if (!reads[k].IsSame)
            {
                Add(term.A, reads[k].D, gamma);
                ball.Add(term.A, rows[k].A, reads[k].CentreD, reads[k].RadiusD);
            }

            if (term.Difference is null) continue;
            Add(term.Difference, reads[k].B, gamma);
            ball.Add(term.Difference, rows[k].Difference!, reads[k].CentreB, reads[k].RadiusB);
        }

        End(step.Outputs, gamma, made.D);
        made.RadiusD = ball.Finish(made.D);
        made.MissedD = ball.Missed;
    }

    /// <summary>
    /// Factors behind a convolution, as a normalisation has them: the norm of both together is often far below the product of their norms, where
    /// channels with large kernels have small factors.
    /// </summary>
    /// <param name="before">The convolution.</param>
    /// <param name="read">What it reads.</param>
    /// <param name="step">The factors.</param>
    /// <param name="between">What they read.</param>
    /// <param name="made">What they make, of which the balls shrink.</param>
    private void Compose(PairStep before, PairIntervals read, PairStep step, PairIntervals between, PairIntervals made)
    {
        bool isSum = !before.Rectified && before.Curve is null && before.Terms.Length == 1 && step.Terms.Length == 1;
        if (!isSum || step.Terms[0] is not { B: DiagonalMap diagonal, Difference: null } || before.Terms[0].B is not ConvolutionMap map) return;
        if (map.Times(diagonal.Factors) is not { } together) return;
        double largest = 0;
        foreach (double factor in diagonal.Factors) largest = Math.Max(largest, Math.Abs(factor));
        MapNorms norms = MapNorms.Of(together, _workspace.Threads).Rounded();
        double missed = Outward.AddUp(Outward.MultiplyUp(largest, between.MissedB), made.MissedB);
        made.RadiusB = Math.Min(made.RadiusB, Outward.AddUp(Outward.MultiplyUp(norms.OfMap, read.RadiusB), missed));
        if (made.IsSame) return;
        double radius = Outward.AddUp(Outward.MultiplyUp(largest, between.MissedD), made.MissedD);
        if (before.Terms[0].Difference is { } difference)
        {
            if (difference is not ConvolutionMap errors || errors.Times(diagonal.Factors) is not { } changed) return;
            MapNorms more = MapNorms.Of(changed, _workspace.Threads).Rounded().Rounded();
            radius = Outward.AddUp(radius, Outward.MultiplyUp(more.OfMap, read.RadiusB));
            norms = norms.Plus(more);
        }

        if (!read.IsSame) radius = Outward.AddUp(radius, Outward.MultiplyUp(norms.OfMap, read.RadiusD));
        made.RadiusD = Math.Min(made.RadiusD, radius);
    }

    private void Begin(double[] bias, int outputs, double gamma)
    {
        int padded = ColumnMatrix.Padded(outputs);
        if (_sums.Length < padded) (_sums, _widths) = (new double[padded], new double[padded]);
        Span<double> sums = _sums.AsSpan(0, padded), widths = _widths.AsSpan(0, padded);
        sums.Clear();
        widths.Clear();
        bias.CopyTo(sums);
        for (int i = 0; i < outputs; i++) widths[i] = gamma * Math.Abs(bias[i]);
    }

    private void Add(LinearMap map, Interval[] intervals, double gamma)
    {
        if (_middles.Length < map.Inputs) (_middles, _radii) = (new double[map.Inputs], new double[map.Inputs]);
        for (int j = 0; j < map.Inputs; j++)
        {
            double middle = intervals[j].Middle;
            double radius = Math.Max(Outward.SubtractUp(intervals[j].Upper, middle), Outward.SubtractUp(middle, intervals[j].Lower));

            // The next larger number, as no share of a subnormal one is small enough for a float64.
            (_middles[j], _radii[j]) = (middle, middle == 0 ? radius : Math.BitIncrement(radius + (gamma * Math.Abs(middle))));
        }

        int padded = ColumnMatrix.Padded(map.Outputs);
        map.AddEnclosed(
            _middles.AsSpan(0, map.Inputs), _radii.AsSpan(0, map.Inputs), _sums.AsSpan(0, padded), _widths.AsSpan(0, padded), _workspace);
    }

    private void End(int outputs, double gamma, Interval[] to)
    {
        for (int i = 0; i < outputs; i++)
        {
            double radius = (_widths[i] * (1 + (4 * gamma))) + Rounding.Underflow;

            // A sum that overflowed on the way may end at the wrong infinity.
            bool isKnown = double.IsFinite(_sums[i]) && double.IsFinite(radius);
            to[i] = isKnown ? new Interval(Outward.SubtractDown(_sums[i], radius), Outward.AddUp(_sums[i], radius)) : PairIntervals.Unknown;
        }
    }

    /// <summary>The norms of a term's maps.</summary>
    private sealed class TermNorms(PairTerm term, int threads)
    {
        public MapNorms B { get; } = MapNorms.Of(term.B, threads);

        public MapNorms? Difference { get; } = term.Difference is { } difference ? MapNorms.Of(difference, threads).Rounded() : null;

        /// <summary>Those of A differ from those of B by no more than those of the difference.</summary>
        public MapNorms A => Difference is null ? B : B.Plus(Difference);
    }
}

using System.Collections.Immutable;

namespace Espalier.Certificates.Witnesses;

/// <summary>
/// Looks for an input at which two networks are far apart: it samples, ascends along gradients from the best samples, and climbs
/// through linear regions from the best of what that reached. Every round has new samples and is larger than the one before.
/// </summary>
/// <remarks>Rounds that are not cancelled give the same witness on every machine, whatever the number of threads.</remarks>
public sealed class WitnessSearch
{
    private const int AscentSteps = 30;

    /// <summary>Every other ascent follows gradients of ReLUs that are soft at first.</summary>
    private const double Softness = 1;

    private const int RowLimit = 512;

    /// <summary>How many samples stand behind each start.</summary>
    private const int SampleGroups = 16;

    /// <summary>Of networks whose evaluation takes so long that no regions are climbed.</summary>
    private const int SampleGroupsOfLarge = 4;
    private const int AscentStepsOfLarge = 8;

    private const int EliteSize = 12;

    /// <summary>Samples near the best ones lie within 2⁰, 2⁻¹, … of the domain's size.</summary>
    private const int SmallestShake = 10;

    /// <summary>The numbers that a batch may hold: 64 MiB.</summary>
    private const long MostNumbers = 1 << 23;

    private const int MostDoublings = 5;

    private readonly NetworkPair _pair;
    private readonly DifferenceQuestion _question;
    private readonly SearchSpace _space;
    private int _next;

    /// <summary>The best ends of climbs so far, in falling order.</summary>
    private readonly List<(double Value, double[] Point)> _elite = [];

    private int _round;

    /// <summary>Begins with the middle of the domain, of which nothing is known yet.</summary>
    /// <exception cref="InvalidInputException">The question does not fit the pair.</exception>
    public WitnessSearch(NetworkPair pair, DifferenceQuestion question)
    {
        ArgumentNullException.ThrowIfNull(pair);
        pair.Require(question);
        _pair = pair;
        _question = question;
        _space = SearchSpace.Of(question.Domain);
        Best = new Witness([.. _space.Inside(question.Domain.Middle())], question.Measure.Floor);
    }

    /// <summary>The best witness so far.</summary>
    public Witness Best { get; private set; }

    /// <summary>
    /// The largest difference that an evaluation in float64 met. Nothing is proved by it: of deep networks enclosures can be too wide to prove any.
    /// </summary>
    public double Met { get; private set; }

    /// <summary>One more round. Cancelled, it returns what it has.</summary>
    public Witness Round(int threads, CancellationToken cancel)
    {
        int starts = 2 << Math.Min(_round, MostDoublings);
        AscentBatch batch = Batch(Math.Max(1, Math.Min(starts, MostRows() / Variants)));
        Screen(batch, threads, cancel);
        batch.Run(_pair.IsExact || _pair.IsCurved ? AscentSteps : AscentStepsOfLarge, threads, _round % 2 == 0 ? 0 : Softness, cancel);
        Met = Math.Max(Met, batch.Highest());
        _round++;
        if (_pair.IsClose) return OfferHighest(batch, threads, cancel);
        Climb([.. batch.Highest(2 * starts).Select(row => batch.Point(row).ToArray())], threads, cancel);
        return Best;
    }

    /// <summary>Climbs from points given, such as those at which an upper bound is largest. Cancelled, it returns what it has.</summary>
    /// <remarks>Of networks so large that no regions are climbed, it looks at nothing.</remarks>
    public Witness Climb(IReadOnlyList<double[]> points, int threads, CancellationToken cancel)
    {
        if (_pair.IsClose) return Best;
        var reached = new double[points.Count];
        var ends = new double[points.Count][];
        Parallel.For(0, points.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            ends[i] = _space.Inside(points[i]);
            reached[i] = !_pair.IsExact
                ? new PointDifference(_pair).At(_question, ends[i])
                : new RegionClimb(_pair.StepsA, _pair.StepsB, _space, NewFunctional()).Run(ends[i], cancel);
        });
        int best = -1;
        for (int i = 0; i < ends.Length; i++)
            if (best < 0 || reached[i] > reached[best]) best = i;
        if (best >= 0) Offer(ends[best], threads, cancel);
        Keep(reached, ends);
        return Best;
    }

    /// <summary>Takes a point as the witness if it is better than the best so far.</summary>
    public Witness Offer(ReadOnlySpan<double> point, int threads) => Offer(point, threads, CancellationToken.None);

    private Witness Offer(ReadOnlySpan<double> point, int threads, CancellationToken cancel)
    {
        ImmutableArray<double> inside = [.. _space.Inside(point)];
        double value = Certifier.ValueAt(_pair, _question, inside.AsSpan(), threads, cancel);
        if (value > Best.Value) Best = new Witness(inside, value);
        return Best;
    }

    /// <summary>What float64 takes for the best is evaluated closely, if it is better than what was before.</summary>
    private Witness OfferHighest(AscentBatch batch, int threads, CancellationToken cancel)
    {
        if (!(batch.Highest() > Best.Value)) return Best;
        foreach (int row in batch.Highest(1)) Offer(batch.Point(row), threads, cancel);
        return Best;
    }

    private void Keep(double[] reached, double[][] ends)
    {
        for (int i = 0; i < ends.Length; i++)
            if (!_elite.Exists(old => old.Value == reached[i])) _elite.Add((reached[i], ends[i]));
        _elite.Sort((a, b) => b.Value.CompareTo(a.Value));
        if (_elite.Count > EliteSize) _elite.RemoveRange(EliteSize, _elite.Count - EliteSize);
    }

    private int Variants => _question.Measure.Variants(_pair.Outputs);

    private int MostRows()
    {
        long values = _pair.StepsA.Steps.Concat(_pair.StepsB.Steps).Sum(step => (long)step.Outputs);
        long perRow = (4L * _pair.Inputs) + (2 * values);
        return (int)Math.Clamp(MostNumbers / perRow, 1, RowLimit);
    }

    private AscentBatch Batch(int starts)
    {
        var functionals = new Functional[starts * Variants];
        for (int row = 0; row < functionals.Length; row++) functionals[row] = NewFunctional(row % Variants);
        return new AscentBatch(_pair.StepsA, _pair.StepsB, _space, functionals, Variants);
    }

    /// <summary>
    /// Gives the rows of a batch the best of some samples for their linear functions. Half of the samples lie anywhere, the others
    /// near the best that is known. Every other start of a function is no sample but one that the ascent alone has to improve.
    /// </summary>
    private void Screen(AscentBatch batch, int threads, CancellationToken cancel)
    {
        int n = _space.Dimension;
        var samples = new double[batch.Rows * n];
        int groups = _pair.IsExact || _pair.IsCurved ? SampleGroups : SampleGroupsOfLarge;
        for (int group = 0; group < groups && !cancel.IsCancellationRequested; group++)
        {
            for (int i = 0; i < batch.Rows; i++)
            {
                Span<double> sample = samples.AsSpan(i * n, n);
                if (group % 2 == 0 || _elite.Count == 0) _space.Start(_next, sample);
                else ShakeElite(_next, sample);
                _next++;
            }

            batch.Screen(samples, threads);
        }

        for (int row = Variants; row < batch.Rows; row++)
            if (row / Variants % 2 == 1) _space.Start(_next++, batch.Point(row));
    }

    private void ShakeElite(int number, Span<double> sample)
    {
        _elite[number % _elite.Count].Point.CopyTo(sample);
        _space.Shake(number, Math.ScaleB(1, -(number / _elite.Count % SmallestShake)), sample);
    }

    private Functional NewFunctional(int variant = 0) => _question.Measure.Functional(_pair.Outputs, variant);
}

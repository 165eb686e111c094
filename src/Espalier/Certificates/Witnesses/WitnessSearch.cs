using System.Collections.Immutable;

namespace Espalier.Certificates.Witnesses;

/// <summary>
/// Looks for an input at which two networks are far apart: projected gradient ascent from many starts, then climbing through
/// linear regions from the best of them. Every round has new starts and is larger than the one before.
/// </summary>
/// <remarks>Rounds that are not cancelled give the same witness on every machine, whatever the number of threads.</remarks>
public sealed class WitnessSearch
{
    private const int AscentSteps = 30;

    /// <summary>With more outputs than this, starts only follow the output that is largest where they begin.</summary>
    private const int MostOutputs = 20;

    private const int MostRows = 512;

    /// <summary>The numbers that a batch may hold: 64 MiB.</summary>
    private const long MostNumbers = 1 << 23;

    private const int MostDoublings = 8;

    private readonly NetworkPair _pair;
    private readonly DifferenceQuestion _question;
    private readonly SearchSpace _space;
    private int _nextStart;
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
        Best = new Witness([.. _space.Inside(question.Domain.Middle())], 0);
    }

    /// <summary>The best witness so far.</summary>
    public Witness Best { get; private set; }

    /// <summary>How far apart two networks are at a point: exactly, and rounded down once.</summary>
    public static double ValueAt(NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> point, int threads)
    {
        ArgumentNullException.ThrowIfNull(pair);
        pair.Require(question);
        ExactVector difference = ExactForward.Run(pair.ChainA, point, threads) - ExactForward.Run(pair.ChainB, point, threads);
        return ExactNorm.Down(difference, question.Norm, question.Output);
    }

    /// <summary>One more round. Cancelled, it returns what it has.</summary>
    public Witness Round(int threads, CancellationToken cancel)
    {
        AscentBatch batch = Batch();
        batch.Run(AscentSteps, row => row % Variants == 0, threads, cancel);
        int[] order = Enumerable.Range(0, batch.Values.Length).ToArray();
        double[] values = batch.Values.ToArray();
        Array.Sort(order, (i, j) => values[i] != values[j] ? values[j].CompareTo(values[i]) : i.CompareTo(j));
        double[][] points = [.. Distinct(order, values).Take(4 << Math.Min(_round, MostDoublings)).Select(row => batch.Point(row).ToArray())];
        _round++;
        Climb(points, threads, cancel);
        return Best;
    }

    /// <summary>Climbs from points given, such as those at which an upper bound is largest. Cancelled, it returns what it has.</summary>
    public Witness Climb(IReadOnlyList<double[]> points, int threads, CancellationToken cancel)
    {
        var reached = new double[points.Count];
        var ends = new double[points.Count][];
        Parallel.For(0, points.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            ends[i] = _space.Inside(points[i]);
            reached[i] = new RegionClimb(_pair.ChainA, _pair.ChainB, _space, NewFunctional()).Run(ends[i], cancel);
        });
        int best = -1;
        for (int i = 0; i < ends.Length; i++)
            if (best < 0 || reached[i] > reached[best]) best = i;
        if (best >= 0) Offer(ends[best], threads);
        return Best;
    }

    /// <summary>Takes a point as the witness if it is better than the best so far.</summary>
    public Witness Offer(ReadOnlySpan<double> point, int threads)
    {
        ImmutableArray<double> inside = [.. _space.Inside(point)];
        double value = ValueAt(_pair, _question, inside.AsSpan(), threads);
        if (value > Best.Value) Best = new Witness(inside, value);
        return Best;
    }

    /// <summary>How many rows begin at the same start: one that follows its largest output, and one for each sign of each output.</summary>
    private int Variants => _question.Output is not null ? 3 : _pair.Outputs <= MostOutputs ? 1 + (2 * _pair.Outputs) : 1;

    private AscentBatch Batch()
    {
        long perRow = (4L * _pair.Inputs) + (2 * (_pair.ChainA.Stages.Sum(stage => (long)stage.Outputs) + _pair.ChainB.Stages.Sum(stage => (long)stage.Outputs)));
        long most = Math.Clamp(MostNumbers / perRow, 1, MostRows);
        int starts = (int)Math.Max(1, Math.Min(2L << Math.Min(_round, MostDoublings), most / Variants));
        var functionals = new Functional[starts * Variants];
        for (int row = 0; row < functionals.Length; row++) functionals[row] = NewFunctional(row % Variants);
        var batch = new AscentBatch(_pair.ChainA, _pair.ChainB, _space, functionals);
        for (int row = 0; row < functionals.Length; row++) _space.Start(_nextStart + (row / Variants), batch.Point(row));
        _nextStart += starts;
        return batch;
    }

    private Functional NewFunctional(int variant = 0)
    {
        var functional = new Functional(_pair.Outputs, _question.Norm, _question.Output);
        if (variant > 0) functional.Weights[_question.Output ?? ((variant - 1) / 2)] = variant % 2 == 0 ? -1 : 1;
        return functional;
    }

    /// <summary>Rows in order, but only one of those with equal values.</summary>
    private static IEnumerable<int> Distinct(int[] order, double[] values)
    {
        double last = double.NaN;
        foreach (int row in order)
        {
            if (values[row] != last) yield return row;
            last = values[row];
        }
    }
}

using System.Runtime.CompilerServices;
using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Parents;
using Espalier.Tickets.Forms;

namespace Espalier.Tickets.Verification;

/// <summary>A pruned grid rebuilt from the seed and held against the target's: how far its weights are, and both for a certificate.</summary>
internal sealed class GridAudit
{
    /// <summary>
    /// 64 double-double additions with a relative error of 2·2⁻¹⁰⁶ each stay within this share of the sum of magnitudes,
    /// with room for the rounding of that sum.
    /// </summary>
    private const double StraySlack = 1.262177448353619e-29; // 2⁻⁹⁶

    private readonly ulong _seed;
    private readonly PrunedNode _node;
    private readonly WeightGrid _target;
    private readonly double[] _positive;
    private readonly double[]? _negative;
    private readonly double[]? _bias;
    private readonly RowErrors[] _rows;
    private readonly Lazy<DenseComparison> _dense;

    private GridAudit(ulong seed, PrunedNode node, WeightGrid target, bool keepsErrors, bool keepsSums)
    {
        _seed = seed;
        _node = node;
        _target = target;
        _rows = new RowErrors[node.Parent.Shape.Channels];
        keepsErrors |= node.Parent.Order != CandidateOrder.Planes;
        _positive = new double[keepsErrors ? target.Weights.Length : 0];
        _negative = keepsErrors && node.Parent.IsTwoSided ? new double[_positive.Length] : null;
        _bias = target.Bias is null ? null : new double[target.Channels];
        _dense = new Lazy<DenseComparison>(AsDense);
        Sums = keepsSums ? new RoundedSums(node, node.Parent.IsTwoSided) : null;
    }

    /// <summary>The distances of its weights.</summary>
    public WeightErrors Errors => new(
        _rows.Max(row => row.Max), Sum() / _node.Parent.Shape.Weights, _rows.Sum(row => row.Beyond));

    /// <summary>What its weights are, if that was asked for.</summary>
    public RoundedSums? Sums { get; }

    /// <summary>How far double-double sums may have strayed.</summary>
    public double Slack => Math.BitIncrement(_rows.Max(row => row.Slack));

    /// <summary>Rebuilds a grid.</summary>
    /// <param name="seed">The ticket's seed.</param>
    /// <param name="node">The pruned node.</param>
    /// <param name="target">The target's grid.</param>
    /// <param name="tolerance">The tolerance of a weight; null where every error will do.</param>
    /// <param name="keepsErrors">Whether a certificate will ask for the error of every weight.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <param name="keepsSums">Whether a relaxation will ask for the weights themselves.</param>
    public static GridAudit Of(
        ulong seed,
        PrunedNode node,
        WeightGrid target,
        Tolerance? tolerance,
        bool keepsErrors,
        int threads,
        CancellationToken cancel,
        bool keepsSums = false)
    {
        var audit = new GridAudit(seed, node, target, keepsErrors, keepsSums);
        double[]? tolerances = tolerance is { } stated ? RowTolerances.Of(target, stated) : null;
        RealisedRows prototype = node.Mask.Realise(seed, node.Parent);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, node.Parent.Shape.Channels, options, prototype.ForAnotherThread, (channel, _, realised) =>
        {
            realised.Realise(channel);
            audit.Sums?.Take(channel, realised);
            audit.Take(channel, realised, tolerances?[channel] ?? double.PositiveInfinity);
            return realised;
        }, static _ => { });
        return audit;
    }

    /// <summary>Whether a target's grid has the extents of a pruned one.</summary>
    public static bool Fits(PrunedNode node, WeightGrid? grid) =>
        grid is not null && node.Parent.Shape == ShapeOf(grid) && node.WeightShape(grid.Inputs).Equals(grid.Weights.Shape);

    /// <summary>The extents of a grid as a parent holds it.</summary>
    public static GridShape ShapeOf(WeightGrid grid) => new(grid.Channels, grid.Places, grid.Inputs, grid.Bias is not null, grid.Groups);

    /// <summary>The dense grid beside the target's, as matrices; of a grid that reads copies, the target's beside it.</summary>
    public DenseComparison Dense => _dense.Value;

    private DenseComparison AsDense()
    {
        if (_node.Parent.Structure == ParentStructure.Copies) return OnCopies();
        var weights = new double[_target.Weights.Length];
        _target.Weights.CopyTo(weights);
        double[]? bias = _target.Bias is null ? null : new double[_target.Channels];
        _target.Bias?.CopyTo(bias);
        return new DenseComparison(_target.Channels, _target.Inputs, weights, bias, _positive, _negative, _bias, Slack);
    }

    /// <summary>
    /// What the target does on copies of its neurons, beside the ticket: on equal copies all matrices are alike whose entries add up to its weights,
    /// so the one is taken that differs from the ticket's on the first copy of each neuron alone, by what the ticket's sum is short of the weight.
    /// </summary>
    private DenseComparison OnCopies()
    {
        int copies = _node.Parent.Candidates;
        float[] kept = MaskedGrid.OnCopies(_seed, _node);
        var weights = new double[kept.Length];
        var errors = new double[kept.Length];
        for (int i = 0; i < kept.Length; i++) weights[i] = kept[i];
        for (int i = 0; i < _positive.Length; i++) errors[i * copies] = -_positive[i];
        int channels = _node.Parent.Shape.Channels;
        return new DenseComparison(channels, weights.Length / channels, weights, null, errors, null, null, Slack);
    }

    /// <summary>The grid beside the target's, as maps.</summary>
    public MapComparison AsMaps(Shape input)
    {
        Tensor? bias = _bias is null ? null : new Tensor(_target.Bias!.Shape, _bias);
        Shape shape = _target.Weights.Shape;
        return new MapComparison(
            _node.Form.WithWeights(_target.Weights, _target.Bias),
            _node.Form.WithWeights(Tensor.Own(shape, _positive), bias),
            _negative is null ? null : _node.Form.WithWeights(Tensor.Own(shape, _negative), null),
            Slack,
            input);
    }

    /// <summary>
    /// In planes rows are added up first, which needs no memory; in the other orders, whose claims stand in files, errors one after the other.
    /// </summary>
    private double Sum()
    {
        double sum = 0;
        if (_node.Parent.Order == CandidateOrder.Planes)
        {
            foreach (RowErrors row in _rows) sum += row.Sum;
            return sum;
        }

        for (int i = 0; i < _positive.Length; i++)
        {
            sum += _negative is null ? Math.Abs(_positive[i]) : Math.Max(Math.Abs(_positive[i]), Math.Abs(_negative[i]));
            if (_bias is not null && (i + 1) % _node.Parent.Shape.Kernel == 0) sum += Math.Abs(_bias[i / _node.Parent.Shape.Kernel]);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(int channel, RealisedRows realised, double tolerance)
    {
        GridShape shape = _node.Parent.Shape;
        var errors = new RowErrors(0, 0, 0, 0);
        for (int position = 0; position < shape.RowLength; position++)
        {
            bool isBias = position == shape.Kernel;
            int at = (channel * shape.Kernel) + position;
            double target = isBias ? _target.Bias![channel] : _target.Weights[at];
            double positive = (double)((DoubleDouble)target - realised.Positive[position]);
            double negative = _node.Parent.IsTwoSided ? (double)((DoubleDouble)target - realised.Negative[position]) : positive;
            if (isBias) _bias![channel] = positive;
            else if (_positive.Length > 0) _positive[at] = positive;
            if (!isBias && _negative is not null) _negative[at] = negative;
            double slack = (realised.Magnitudes[position] + Math.Abs(target)) * StraySlack;
            errors = errors.With(Math.Max(Math.Abs(positive), Math.Abs(negative)), tolerance, slack);
        }

        _rows[channel] = errors;
    }

    /// <summary>What one row adds.</summary>
    private readonly record struct RowErrors(double Max, double Sum, long Beyond, double Slack)
    {
        /// <summary>With one more weight; its error is the larger one of its two sides.</summary>
        public RowErrors With(double error, double tolerance, double slack) =>
            new(Math.Max(Max, error), Sum + error, error > tolerance ? Beyond + 1 : Beyond, Math.Max(Slack, slack));
    }
}

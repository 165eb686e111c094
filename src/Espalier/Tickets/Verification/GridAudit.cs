using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Parents;

namespace Espalier.Tickets.Verification;

/// <summary>A pruned grid rebuilt from the seed and held against the target's: how far its weights are, and both for a certificate.</summary>
/// <param name="Errors">The distances of its weights.</param>
/// <param name="Comparison">The grid beside the target's.</param>
internal sealed record GridAudit(WeightErrors Errors, DenseComparison Comparison)
{
    /// <summary>
    /// 64 double-double additions with a relative error of 2·2⁻¹⁰⁶ each stay within this share of the sum of magnitudes,
    /// with room for the rounding of that sum.
    /// </summary>
    private const double StraySlack = 1.262177448353619e-29; // 2⁻⁹⁶

    /// <summary>Rebuilds a grid.</summary>
    /// <param name="seed">The ticket's seed.</param>
    /// <param name="node">The pruned node.</param>
    /// <param name="target">The target's grid.</param>
    /// <param name="epsilon">The tolerance of a weight.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="cancel">Stops the work.</param>
    public static GridAudit Of(ulong seed, PrunedNode node, WeightGrid target, double epsilon, int threads, CancellationToken cancel)
    {
        var rows = new Rows(node.Parent, target);
        var prototype = new RealisedGrid(seed, node.Parent, node.Mask);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, node.Parent.Shape.Rows, options, prototype.ForAnotherThread, (row, _, realised) =>
        {
            realised.Realise(row);
            rows.Take(row, realised);
            return realised;
        }, static _ => { });
        return rows.Finish(epsilon);
    }

    /// <summary>Whether a target's grid has the extents of a pruned one.</summary>
    public static bool Fits(PrunedNode node, WeightGrid? grid) =>
        grid is { Groups: 1 } && node.Parent.Shape == ShapeOf(grid) && node.WeightShape(grid.Inputs).Equals(grid.Weights.Shape);

    /// <summary>The extents of a grid as a parent holds it.</summary>
    public static GridShape ShapeOf(WeightGrid grid) => new(grid.Channels, grid.Places, grid.Inputs, grid.Bias is not null);

    /// <summary>Results by row, so that threads meet nowhere and sums have one order.</summary>
    private sealed class Rows
    {
        private readonly ParentGrid _parent;
        private readonly WeightGrid _target;
        private readonly double[] _weights;
        private readonly double[]? _bias;
        private readonly double[] _positive;
        private readonly double[]? _negative;
        private readonly double[]? _biasErrors;
        private readonly double[] _slacks;

        public Rows(ParentGrid parent, WeightGrid target)
        {
            _parent = parent;
            _target = target;
            _weights = new double[target.Weights.Length];
            target.Weights.CopyTo(_weights);
            _positive = new double[_weights.Length];
            _negative = parent.IsTwoSided ? new double[_weights.Length] : null;
            _slacks = new double[parent.Shape.Rows];
            if (target.Bias is null) return;
            _bias = new double[target.Bias.Length];
            target.Bias.CopyTo(_bias);
            _biasErrors = new double[_bias.Length];
        }

        public void Take(int row, RealisedGrid realised)
        {
            (int channel, int place) = Math.DivRem(row, _target.Places);
            double slack = 0;
            for (int j = 0; j < _parent.Shape.ColumnsOf(row); j++)
            {
                bool isBias = j == _target.Inputs;
                int at = isBias ? channel : _target.Index(channel, place, j);
                double target = isBias ? _bias![at] : _weights[at];
                double positive = (double)((DoubleDouble)target - realised.PositiveRow[j]);
                (isBias ? _biasErrors! : _positive)[at] = positive;
                if (_negative is not null && !isBias) _negative[at] = (double)((DoubleDouble)target - realised.NegativeRow[j]);
                slack = Math.Max(slack, (realised.Magnitudes[j] + Math.Abs(target)) * StraySlack);
            }

            _slacks[row] = slack;
        }

        public GridAudit Finish(double epsilon)
        {
            double max = 0;
            double sum = 0;
            long infeasible = 0;
            for (int row = 0; row < _parent.Shape.Rows; row++)
            {
                for (int j = 0; j < _parent.Shape.ColumnsOf(row); j++)
                {
                    double error = Error(row, j);
                    max = Math.Max(max, error);
                    sum += error;
                    if (error > epsilon) infeasible++;
                }
            }

            var comparison = new DenseComparison(
                _target.Channels, _target.Inputs, _weights, _bias, _positive, _negative, _biasErrors, Math.BitIncrement(_slacks.Max()));
            return new GridAudit(new WeightErrors(max, sum / _parent.Shape.Weights, infeasible), comparison);
        }

        /// <summary>The error of a weight: the larger one of its two sides.</summary>
        private double Error(int row, int column)
        {
            (int channel, int place) = Math.DivRem(row, _target.Places);
            if (column == _target.Inputs) return Math.Abs(_biasErrors![channel]);
            int at = _target.Index(channel, place, column);
            double error = Math.Abs(_positive[at]);
            return _negative is null ? error : Math.Max(error, Math.Abs(_negative[at]));
        }
    }
}

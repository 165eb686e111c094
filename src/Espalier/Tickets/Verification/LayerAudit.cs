using Espalier.Certificates;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Tickets.Forms;

namespace Espalier.Tickets.Verification;

/// <summary>A pruned layer rebuilt from the seed and held against the target's: its claims anew, and both layers for a certificate.</summary>
/// <param name="Claims">What the file should say of this layer.</param>
/// <param name="Comparison">The layer beside the target's.</param>
internal sealed record LayerAudit(LayerClaims Claims, DenseComparison Comparison)
{
    /// <summary>
    /// 64 double-double additions with a relative error of 2·2⁻¹⁰⁶ each stay within this share of the sum of magnitudes,
    /// with room for the rounding of that sum.
    /// </summary>
    private const double StraySlack = 1.262177448353619e-29; // 2⁻⁹⁶

    public static LayerAudit Of(TicketRecipe recipe, PrunedLayer layer, Dense target, int threads, CancellationToken cancel)
    {
        var rows = new Rows(recipe, layer, target);
        var prototype = new RealisedLayer(recipe, layer);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, layer.Outputs, options, prototype.ForAnotherThread, (i, _, realised) =>
        {
            realised.Realise(i);
            rows.Take(i, realised);
            return realised;
        }, static _ => { });
        return rows.Finish(MaskCounts.Of(recipe, layer));
    }

    /// <summary>Results by row, so that threads meet nowhere and sums have one order.</summary>
    private sealed class Rows
    {
        private readonly TicketRecipe _recipe;
        private readonly PrunedLayer _layer;
        private readonly double[] _weights;
        private readonly double[]? _bias;
        private readonly double[] _positive;
        private readonly double[]? _negative;
        private readonly double[]? _biasErrors;
        private readonly double[] _slacks;

        public Rows(TicketRecipe recipe, PrunedLayer layer, Dense target)
        {
            _recipe = recipe;
            _layer = layer;
            int size = checked(layer.Outputs * layer.Inputs);
            _weights = new double[size];
            target.Weights.CopyTo(_weights);
            _positive = new double[size];
            _negative = recipe.IsTwoSided(layer) ? new double[size] : null;
            if (layer.HasBias)
            {
                _bias = new double[layer.Outputs];
                target.Bias!.CopyTo(_bias);
                _biasErrors = new double[layer.Outputs];
            }

            _slacks = new double[layer.Outputs];
        }

        public void Take(int row, RealisedLayer realised)
        {
            int start = row * _layer.Inputs;
            double slack = 0;
            for (int j = 0; j < _layer.Columns; j++)
            {
                double target = j < _layer.Inputs ? _weights[start + j] : _bias![row];
                double positive = (double)((DoubleDouble)target - realised.PositiveRow[j]);
                if (j < _layer.Inputs) _positive[start + j] = positive;
                else _biasErrors![row] = positive;
                if (_negative is not null && j < _layer.Inputs) _negative[start + j] = (double)((DoubleDouble)target - realised.NegativeRow[j]);
                slack = Math.Max(slack, (realised.Magnitudes[j] + Math.Abs(target)) * StraySlack);
            }

            _slacks[row] = slack;
        }

        public LayerAudit Finish(MaskCounts kept)
        {
            double max = 0;
            double sum = 0;
            long infeasible = 0;
            for (int i = 0; i < _layer.Outputs; i++)
            {
                for (int j = 0; j < _layer.Columns; j++)
                {
                    double error = Error(i, j);
                    max = Math.Max(max, error);
                    sum += error;
                    if (error > _recipe.Epsilon) infeasible++;
                }
            }

            var claims = new LayerClaims(max, sum / _layer.Weights, infeasible, kept.Edges, kept.Rows);
            var comparison = new DenseComparison(
                _layer.Outputs, _layer.Inputs, _weights, _bias, _positive, _negative, _biasErrors, Math.BitIncrement(_slacks.Max()));
            return new LayerAudit(claims, comparison);
        }

        /// <summary>The error of a weight: the larger one of its two sides.</summary>
        private double Error(int row, int column)
        {
            if (column == _layer.Inputs) return Math.Abs(_biasErrors![row]);
            int at = (row * _layer.Inputs) + column;
            double error = Math.Abs(_positive[at]);
            return _negative is null ? error : Math.Max(error, Math.Abs(_negative[at]));
        }
    }
}

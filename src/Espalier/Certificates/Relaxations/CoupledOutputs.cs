using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>How far the forms of all outputs reach where they share one scaling of the magnitudes that are bounded together.</summary>
/// <remarks>
/// With N ≥ ‖diag(1/t)·R·diag(1/τ)‖₂·‖τ‖₂, magnitudes |r_k·ξ| with weights w_k come to at most ‖w∘t‖₂·N together, for any weights. N takes long
/// and is found once, with the t that suits the root mean square of the weights of all outputs; <see cref="CoupledReach"/> looks for a better
/// t for a single one.
/// </remarks>
internal sealed class CoupledOutputs(DifferencePass pass, Magnitudes magnitudes, int mostTerms, int threads)
{
    private const double Hope = 8;
    private const int Steps = 6;

    private readonly PairForms _forms = pass.Forms;
    private readonly Dictionary<int, int> _terms = [];

    /// <summary>A form whose slopes are chosen, and its choice of symbols.</summary>
    private sealed record Direction(double[] Shared, CoupledChoice Choice);

    /// <summary>Lowers bounds: those of the outputs, then those of their negatives.</summary>
    public void Lower(double[] reaches)
    {
        if (!Array.TrueForAll(reaches, double.IsFinite)) return;
        var directions = new Direction[reaches.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, reaches.Length, options, k => directions[k] = Choose(k, reaches));
        var rows = new MagnitudeRows(_forms, magnitudes);
        double[] weights = Weights(directions);
        if (weights.Length == 0 || weights.Length > mostTerms) return;
        double share = 1 / Math.Sqrt(directions.Length);
        if (_forms.IsBall)
        {
            foreach (Direction each in directions) rows.Add(Times(share, each.Shared.AsSpan(0, _forms.InputBlock)));
        }

        foreach ((int row, int term) in _terms.OrderBy(each => each.Value)) rows.Add(row, weights[term]);
        var left = new double[rows.Count];
        Array.Fill(left, 1);
        (double[] scale, double factor) = rows.Product(left, 1).Scaled(Steps, threads);
        int linear = rows.Count - weights.Length;
        for (int k = 0; k < reaches.Length; k++)
        {
            double squares = linear > 0 ? Math.Pow(scale[k] / share, 2) : 0;
            foreach ((int row, double weight) in directions[k].Choice.Together)
            {
                int term = _terms[row];
                double scaled = weight / weights[term] * scale[linear + term];
                squares += scaled * scaled;
            }

            double norm = Math.Sqrt(PairForms.Upward(squares, weights.Length + 8)) * (1 + (8 * Rounding.Unit)) + Rounding.UnderflowUnderRoot;
            double reach = Outward.AddUp(directions[k].Choice.Outside, Outward.MultiplyUp(norm, factor));
            if (reach < reaches[k]) reaches[k] = reach;
        }
    }

    private Direction Choose(int direction, double[] reaches)
    {
        int outputs = reaches.Length / 2, output = direction % outputs, sign = direction < outputs ? 1 : -1;
        double[] shared = Times(sign, _forms.D.Row(output)), own = _forms.OwnColumns == 0 ? [] : Times(sign, _forms.Own.Row(output));
        double remainder = _forms.Remainders.D[output];
        var slopes = new ChosenSlopes(_forms, magnitudes);
        double reach = slopes.Of(shared, own, remainder);
        slopes.Rewrite(shared, [], ref remainder);
        if (reach < reaches[direction]) reaches[direction] = reach;
        return new Direction(shared, new CoupledChoice(_forms, magnitudes, shared, own, remainder, Hope));
    }

    /// <summary>Gives every magnitude that is chosen for some output its place; returns the root mean squares of their weights.</summary>
    private double[] Weights(Direction[] directions)
    {
        var squares = new List<double>();
        foreach (Direction each in directions)
        {
            foreach ((int row, double weight) in each.Choice.Together)
            {
                if (_terms.TryAdd(row, squares.Count)) squares.Add(0);
                squares[_terms[row]] += weight * weight;
            }
        }

        return [.. squares.Select(square => Math.Sqrt(square / directions.Length))];
    }

    private static double[] Times(double factor, ReadOnlySpan<double> row)
    {
        var times = new double[row.Length];
        PaddedRows.Scale(factor, row, times);
        return times;
    }
}

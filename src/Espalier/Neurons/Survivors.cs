using Espalier.Numerics;
using Espalier.Theory.Proven;

namespace Espalier.Neurons;

/// <summary>Which neurons a subset within a wanted error may keep at all: what cannot be undone by others is dropped before a search.</summary>
/// <remarks>
/// With β_j = α_j‖w_j‖, v_j = w_j/‖w_j‖ and θ the angle between lines, a subset S with an error of at most ε on the unit ball keeps j only if
/// |β_j| ≤ ε + ‖w*‖ + Σ_{i≠j} |β_i| (look at x = v_j), if |β_j| ≤ 2ε(s + √(1 + s²)) with s = Σ_{i≠j} cot θ_ij over S and the target
/// (Bang's planks), and if |β_j| ≤ 2ε/(E_m sin ρ) with ρ the smallest angle from v_j to another kept line or the target's, m = 2⌊(d − 1)/2⌋
/// and E_m the error of approximating |u| on [−1, 1] by polynomials of degree m. All three only grow with S, so they are asked of
/// all survivors together, again and again. Every number errs towards keeping the neuron.
/// </remarks>
internal sealed class Survivors
{
    /// <summary>With more neurons than this angles are not looked at: their sums would allow everything.</summary>
    private const int MostForAngles = 1024;

    private const double Rounding = 2.220446049250313e-16; // 2⁻⁵²

    /// <summary>Below this a norm, or a product, has lost digits.</summary>
    private const double Tiny = 1e-290;

    private readonly NeuronProblem _problem;
    private readonly double _relative;
    private readonly double[][] _lines;
    private readonly List<int> _left;
    private readonly int[] _neurons;

    private Survivors(NeuronProblem problem, int[] neurons)
    {
        _problem = problem;
        _neurons = neurons;
        _relative = 4 * (problem.Dimension + 4) * Rounding;
        _left = [.. Enumerable.Range(0, neurons.Length)];
        _lines = problem.Dimension > 1 && neurons.Length <= MostForAngles
            ? [.. neurons.Select(j => Line(problem.Weight(j))), Line(problem.Target)]
            : [];
    }

    /// <summary>The neurons, among some that are not constant 0, that a subset with an error of at most ε may keep.</summary>
    public static int[] Within(NeuronProblem problem, int[] neurons, double epsilon)
    {
        var search = new Survivors(problem, neurons);
        double level = Outward.DivideUp(epsilon, problem.Radius);
        while (search.Drop(level))
        {
        }

        return [.. search._left.Select(k => neurons[k])];
    }

    private bool Drop(double level)
    {
        int before = _left.Count;
        DropDominant(level);
        if (_lines.Length > 0 && level > 0 && before == _left.Count) DropLonely(level);
        return _left.Count < before;
    }

    /// <summary>Drops the largest as long as all others together do not make up for it.</summary>
    private void DropDominant(double level)
    {
        double others = Outward.AddUp(level, SizeUp(1, _problem.Target));
        double[] most = [.. _left.Select(k => SizeUp(_problem.Coefficients[_neurons[k]], _problem.Weight(_neurons[k])))];
        int[] order = [.. _left];
        Array.Sort(most, order);
        int kept = 0;
        for (int i = 0; i < order.Length; i++)
        {
            // Larger ones are dropped only from the end on, where nothing remains to undo them.
            if (!(SizeDown(order[i]) > others)) kept = i + 1;
            others = Outward.AddUp(others, most[i]);
        }

        if (kept == order.Length) return;
        var gone = order.AsSpan(kept).ToArray().ToHashSet();
        _left.RemoveAll(gone.Contains);
    }

    private void DropLonely(double level)
    {
        var gone = _left.Where(k => IsLonely(k, level)).ToHashSet();
        _left.RemoveAll(gone.Contains);
    }

    private bool IsLonely(int k, double level)
    {
        double sum = 0;
        double least = 1;
        foreach (int i in _left.Append(_neurons.Length))
        {
            if (i == k || _lines[i].Length == 0) continue;
            (double cos, double sin) = Angle(_lines[k], _lines[i]);
            if (sin == 0) return false;
            sum = Outward.AddUp(sum, Outward.DivideUp(cos, sin));
            least = Math.Min(least, sin);
        }

        return SizeDown(k) > Math.Min(PlankBound.LargestCoefficient(level, sum), AngleBound.LargestCoefficient(_problem.Dimension, level, least));
    }

    /// <summary>At least the cosine and at most the sine of the angle between two lines.</summary>
    private (double Cos, double Sin) Angle(double[] a, double[] b)
    {
        (double cos, double sin) = Directions.Angle(a, b);
        return (Math.Min(1, Math.Abs(cos) + _relative), Math.Max(0, sin - _relative));
    }

    private static double[] Line(ReadOnlySpan<double> w)
    {
        double[] line = w.ToArray();
        double largest = Directions.Largest(line);
        if (largest == 0) return [];
        int exponent = -Math.ILogB(largest);
        for (int i = 0; i < line.Length; i++) line[i] = Math.ScaleB(line[i], exponent);
        Directions.Normalise(line);
        return line;
    }

    private double SizeUp(double coefficient, ReadOnlySpan<double> w)
    {
        double size = Math.Abs(coefficient) * Directions.Norm(w);
        return Outward.AddUp(size * (1 + _relative), Tiny);
    }

    private double SizeDown(int k)
    {
        double size = Math.Abs(_problem.Coefficients[_neurons[k]]) * Directions.Norm(_problem.Weight(_neurons[k]));
        return size < 2 * Tiny ? 0 : size * (1 - _relative);
    }
}

using System.Runtime.InteropServices;
using Espalier.Certificates.Chains;

namespace Espalier.Certificates.Relaxations;

/// <summary>
/// Linear forms of B's values and of the difference A − B at one place of the chain. A form is constant + inputs + symbols in
/// [−1, 1], plus a remainder that holds all rounding.
/// </summary>
/// <remarks>
/// The columns of a form: the constant, the inputs ξ (filled up with zeros to a multiple of 8), then one symbol for each ReLU of B
/// that was relaxed. Forms of the difference have symbols of their own besides, one for each relaxed difference of ReLUs.
/// Rows stand for the neurons that are not 0 everywhere.
/// </remarks>
internal sealed class PairForms(int inputs)
{
    private readonly List<int> _active = [];

    /// <summary>Where the shared symbols begin in a row.</summary>
    public int InputBlock { get; } = ColumnMatrix.Padded(1 + inputs);

    /// <summary>Whether the inputs' coefficients are bounded together, ‖ξ‖₂ ≤ 1, rather than one by one.</summary>
    public bool IsBall { get; set; }

    /// <summary>Whether A and B cannot differ yet; then nothing is stored about their difference.</summary>
    public bool IsSame { get; set; }

    public FormMatrix B { get; set; } = new();

    /// <summary>The difference: constant, inputs and the symbols that B has too.</summary>
    public FormMatrix D { get; set; } = new();

    /// <summary>The difference: symbols of its own.</summary>
    public FormMatrix Own { get; set; } = new();

    public Remainders Remainders { get; set; } = new();

    public Symbols SharedSymbols { get; } = new();

    public Symbols OwnSymbols { get; } = new();

    /// <summary>How many columns of <see cref="B"/> and <see cref="D"/> are in use.</summary>
    public int SharedColumns { get; set; }

    public int OwnColumns { get; set; }

    /// <summary>The neuron of every row.</summary>
    public ReadOnlySpan<int> Active => CollectionsMarshal.AsSpan(_active);

    public void ClearActive() => _active.Clear();

    public void AddActive(int neuron) => _active.Add(neuron);

    /// <summary>How far the part of a row behind its constant can reach, rounded upward.</summary>
    public double Deviation(Span<double> row)
    {
        double constant = row[0];
        row[0] = 0;
        double deviation = IsBall
            ? Upward(Math.Sqrt(Upward(Rows.SquareSum(row[..InputBlock]), InputBlock)), 1) + Rounding.UnderflowUnderRoot + Rows.AbsoluteSum(row[InputBlock..])
            : Rows.AbsoluteSum(row);
        row[0] = constant;
        return Upward(deviation, row.Length);
    }

    /// <summary>The same for the sum of two rows.</summary>
    public double Deviation(Span<double> row, Span<double> other)
    {
        (double constant, double otherConstant) = (row[0], other[0]);
        row[0] = other[0] = 0;
        double deviation = IsBall
            ? Upward(Math.Sqrt(Upward(Rows.SquareSum(row[..InputBlock], other[..InputBlock]), InputBlock)), 1) + Rounding.UnderflowUnderRoot + Rows.AbsoluteSum(row[InputBlock..], other[InputBlock..])
            : Rows.AbsoluteSum(row, other);
        (row[0], other[0]) = (constant, otherConstant);
        return Upward(deviation, row.Length);
    }

    /// <summary>The reach of the difference's own symbols in a row.</summary>
    public double OwnDeviation(int row) => OwnColumns == 0 ? 0 : Upward(Rows.AbsoluteSum(Own.Row(row)), Own.Stride);

    /// <summary>A sum of terms that are not negative, made larger than the true sum whatever its roundings.</summary>
    public static double Upward(double sum, int terms) => sum * (1 + ((terms + 8) * Rounding.Unit * 2));
}

using System.Runtime.InteropServices;
using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>
/// Linear forms of one value of B and of the difference A − B. A form is constant + inputs + symbols in
/// [−1, 1], plus a remainder that holds all rounding.
/// </summary>
/// <remarks>
/// The columns of a form: the constant, the inputs ξ (filled up with zeros to a multiple of 8), then one symbol for each ReLU of B
/// that was relaxed. Forms of the difference have symbols of their own besides, one for each relaxed difference of ReLUs.
/// Rows stand for the neurons that are not 0 everywhere.
/// </remarks>
/// <param name="inputs">The number of inputs.</param>
/// <param name="sharedNeurons">Takes the neuron of every shared symbol, for all values of a pass.</param>
/// <param name="ownNeurons">The same for symbols of the difference.</param>
internal sealed class PairForms(int inputs, List<Neuron> sharedNeurons, List<Neuron> ownNeurons)
{
    private readonly List<int> _active = [];

    /// <summary>Where the shared symbols begin in a row.</summary>
    public int InputBlock { get; } = ColumnMatrix.Padded(1 + inputs);

    /// <summary>Whether the inputs' coefficients are bounded together, ‖ξ‖₂ ≤ 1, rather than one by one.</summary>
    public bool IsBall { get; set; }

    /// <summary>Whether A and B cannot differ yet; then nothing is stored about their difference.</summary>
    public bool IsSame { get; set; }

    public FormMatrix B { get; } = new();

    /// <summary>The difference: constant, inputs and the symbols that B has too.</summary>
    public FormMatrix D { get; } = new();

    /// <summary>The difference: symbols of its own.</summary>
    public FormMatrix Own { get; } = new();

    public Remainders Remainders { get; } = new();

    public Symbols SharedSymbols { get; } = new(sharedNeurons);

    public Symbols OwnSymbols { get; } = new(ownNeurons);

    /// <summary>How many columns of <see cref="B"/> and <see cref="D"/> are in use.</summary>
    public int SharedColumns { get; set; }

    public int OwnColumns { get; set; }

    /// <summary>How many columns what reads this value has: those in use, and those of the symbols that are new here.</summary>
    public int SharedEnd { get; private set; }

    public int OwnEnd { get; private set; }

    /// <summary>The neuron of every row.</summary>
    public ReadOnlySpan<int> Active => CollectionsMarshal.AsSpan(_active);

    /// <summary>Begins with the rows of a value: which of them are not 0, and what symbols are new, is not known yet.</summary>
    public void BeginRows()
    {
        _active.Clear();
        SharedSymbols.Begin(InputBlock + SharedSymbols.Neurons.Count);
        OwnSymbols.Begin(OwnSymbols.Neurons.Count);
    }

    /// <summary>All rows are known.</summary>
    public void EndRows()
    {
        SharedEnd = SharedSymbols.Pending == 0 ? SharedColumns : SharedSymbols.Block + SharedSymbols.Pending;
        OwnEnd = OwnSymbols.Pending == 0 ? OwnColumns : OwnSymbols.Block + OwnSymbols.Pending;
    }

    /// <summary>Begins with the inputs, whose coefficients stand like those of symbols.</summary>
    public void BeginInputs()
    {
        BeginRows();
        SharedColumns = 1;
        OwnColumns = OwnEnd = 0;
        SharedSymbols.Begin(1);
        SharedEnd = InputBlock;
        IsSame = true;
    }

    public void AddActive(int neuron) => _active.Add(neuron);

    /// <summary>How far the part of a row behind its constant can reach, rounded upward.</summary>
    public double Deviation(Span<double> row)
    {
        double constant = row[0];
        row[0] = 0;
        double deviation = IsBall
            ? Length(PaddedRows.SquareSum(row[..InputBlock])) + PaddedRows.AbsoluteSum(row[InputBlock..])
            : PaddedRows.AbsoluteSum(row);
        row[0] = constant;
        return Upward(deviation, row.Length);
    }

    /// <summary>The same for the sum of two rows.</summary>
    public double Deviation(Span<double> row, Span<double> other)
    {
        (double constant, double otherConstant) = (row[0], other[0]);
        row[0] = other[0] = 0;
        double deviation = IsBall
            ? Length(PaddedRows.SquareSum(row[..InputBlock], other[..InputBlock])) + PaddedRows.AbsoluteSum(row[InputBlock..], other[InputBlock..])
            : PaddedRows.AbsoluteSum(row, other);
        (row[0], other[0]) = (constant, otherConstant);
        return Upward(deviation, row.Length);
    }

    private double Length(double squares) => Upward(Math.Sqrt(Upward(squares, InputBlock)), 1) + Rounding.UnderflowUnderRoot;

    /// <summary>The reach of the difference's own symbols in a row.</summary>
    public double OwnDeviation(int row) => OwnColumns == 0 ? 0 : Upward(PaddedRows.AbsoluteSum(Own.Row(row)), Own.Stride);

    /// <summary>Where a form ends, rounded upward; +∞ where its arithmetic failed: a constant that overflowed may have the wrong sign.</summary>
    public static double End(double constant, double reach)
    {
        double end = Math.BitIncrement(constant + reach);
        return double.IsFinite(constant) && !double.IsNaN(end) ? end : double.PositiveInfinity;
    }

    /// <summary>A sum of terms that are not negative, made larger than the true sum whatever its roundings.</summary>
    public static double Upward(double sum, int terms) => sum * (1 + ((terms + 8) * Rounding.Unit * 2));
}

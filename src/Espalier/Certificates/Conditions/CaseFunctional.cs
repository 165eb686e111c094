using Espalier.Certificates.Witnesses;

namespace Espalier.Certificates.Conditions;

/// <summary>One way in which a formula may come to hold, followed by the row of it that is smallest.</summary>
internal sealed class CaseFunctional(Formula formula, int outputs, int rank) : Functional(outputs)
{
    private readonly List<int> _rows = [];

    /// <inheritdoc/>
    public override double Norm(ReadOnlySpan<double> difference) => formula.At(difference);

    /// <inheritdoc/>
    public override void Choose(ReadOnlySpan<double> difference)
    {
        _rows.Clear();
        formula.Case(difference, rank, _rows);
        Refresh(difference);
    }

    /// <inheritdoc/>
    public override void Refresh(ReadOnlySpan<double> difference)
    {
        int smallest = -1;
        foreach (int row in _rows)
        {
            if (smallest < 0 || difference[row] < difference[smallest]) smallest = row;
        }

        Array.Clear(Weights);
        if (smallest >= 0) Weights[smallest] = 1;
    }
}

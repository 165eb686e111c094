using Espalier.Graphs;

namespace Espalier.Work.Models;

/// <summary>What is counted and summed over the outputs of a network, and of another one beside it.</summary>
internal sealed class Comparison
{
    private double _squares;
    private double _otherSquares;
    private double _differences;
    private double _products;

    /// <summary>Examples whose first largest output stands at the place of their label. Where all outputs are NaN, none does.</summary>
    public int Correct { get; private set; }

    /// <summary>Examples of which both networks name the same class.</summary>
    public int Agreeing { get; private set; }

    /// <summary>‖a − b‖/‖b‖ over all outputs.</summary>
    public double RelativeError => _differences == 0 ? 0 : Math.Sqrt(_differences / _otherSquares);

    /// <summary>⟨a, b⟩/(‖a‖·‖b‖) over all outputs.</summary>
    public double Cosine => Math.Clamp(_products / Math.Sqrt(_squares) / Math.Sqrt(_otherSquares), -1, 1);

    /// <summary>Adds a block of examples.</summary>
    public void Add(double[] outputs, double[]? others, int count, Func<int, int> labelOf)
    {
        int classes = outputs.Length / count;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = outputs.AsSpan(i * classes, classes);
            int named = ArgMax.Of(row);
            if (named == labelOf(i) && !double.IsNaN(row[named])) Correct++;
            if (others is not null && named == ArgMax.Of<double>(others.AsSpan(i * classes, classes))) Agreeing++;
        }

        for (int i = 0; others is not null && i < outputs.Length; i++)
        {
            (double a, double b) = (outputs[i], others[i]);
            _squares += a * a;
            _otherSquares += b * b;
            _products += a * b;
            _differences += (a - b) * (a - b);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Espalier.Certificates.Relaxations;

/// <summary>A neuron before a ReLU.</summary>
/// <param name="Stage">The stage of the pair.</param>
/// <param name="Index">The row in it.</param>
internal readonly record struct Neuron(int Stage, int Index);

/// <summary>The symbols in [−1, 1] that ReLUs left in a matrix of forms, and the neurons they came from.</summary>
internal sealed class Symbols
{
    private readonly List<double> _pending = [];

    /// <summary>The column of the next weights that belongs to each pending symbol; they ascend.</summary>
    private readonly List<int> _columns = [];

    /// <summary>The neuron of every symbol, in the order of their columns.</summary>
    public List<Neuron> Neurons { get; } = [];

    /// <summary>How many symbols stand in no column yet, because each occurs in one neuron only.</summary>
    public int Pending => _pending.Count;

    public void Clear()
    {
        Neurons.Clear();
        _pending.Clear();
        _columns.Clear();
    }

    /// <summary>A new symbol, which occurs with a coefficient in the row of one neuron.</summary>
    public void Add(Neuron neuron, double coefficient)
    {
        Neurons.Add(neuron);
        AddInput(neuron.Index, coefficient);
    }

    /// <summary>The same for an input, which is no neuron.</summary>
    public void AddInput(int input, double coefficient)
    {
        _columns.Add(input);
        _pending.Add(coefficient);
    }

    /// <summary>Writes the columns of the pending symbols behind a product: the weights of their neurons, scaled.</summary>
    /// <param name="weights">Row-major; null stands for 0.</param>
    /// <param name="inputs">The columns of the weights.</param>
    /// <param name="forms">Receives the columns.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="from">The first column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(double[]? weights, int inputs, FormMatrix forms, int rows, int from)
    {
        ReadOnlySpan<double> coefficients = CollectionsMarshal.AsSpan(_pending);
        ReadOnlySpan<int> columns = CollectionsMarshal.AsSpan(_columns);
        for (int i = 0; i < rows; i++)
        {
            Span<double> target = forms.Row(i)[from..];
            if (weights is not null)
            {
                // With as many symbols as columns, each column has its own.
                ReadOnlySpan<double> row = weights.AsSpan(i * inputs, inputs);
                if (columns.Length == inputs) Rows.Multiply(row, coefficients, target);
                else WriteRow(row, columns, coefficients, target);
            }

            target[(weights is null ? 0 : columns.Length)..].Clear();
        }
    }

    private static void WriteRow(ReadOnlySpan<double> row, ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, Span<double> target)
    {
        for (int t = 0; t < columns.Length; t++) target[t] = row[columns[t]] * coefficients[t];
    }

    /// <summary>Forgets which symbols were pending: they have columns now.</summary>
    public void Settle()
    {
        _pending.Clear();
        _columns.Clear();
    }
}

using System.Runtime.CompilerServices;
namespace Espalier.Certificates.Relaxations;

/// <summary>A neuron before a ReLU.</summary>
/// <param name="Stage">The stage of the pair.</param>
/// <param name="Index">The row in it.</param>
internal readonly record struct Neuron(int Stage, int Index);

/// <summary>The symbols in [−1, 1] that ReLUs left in a matrix of forms, and the neurons they came from.</summary>
internal sealed class Symbols
{
    private readonly List<double> _pending = [];
    private readonly List<int> _pendingSlots = [];

    /// <summary>The neuron of every symbol, in the order of their columns.</summary>
    public List<Neuron> Neurons { get; } = [];

    /// <summary>How many symbols stand in no column yet, because each occurs in one neuron only.</summary>
    public int Pending => _pending.Count;

    public void Clear()
    {
        Neurons.Clear();
        _pending.Clear();
        _pendingSlots.Clear();
    }

    /// <summary>A new symbol, which occurs with a coefficient in the row of one neuron.</summary>
    public void Add(Neuron neuron, int slot, double coefficient)
    {
        Neurons.Add(neuron);
        AddInput(slot, coefficient);
    }

    /// <summary>The same for an input, which is no neuron.</summary>
    public void AddInput(int slot, double coefficient)
    {
        _pendingSlots.Add(slot);
        _pending.Add(coefficient);
    }

    /// <summary>Writes the columns of the pending symbols behind a product: the weights of their neurons, scaled.</summary>
    /// <param name="weights">Row-major; null stands for 0.</param>
    /// <param name="inputs">The columns of the weights.</param>
    /// <param name="active">The column of every slot.</param>
    /// <param name="forms">Receives the columns.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="from">The first column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(double[]? weights, int inputs, ReadOnlySpan<int> active, FormMatrix forms, int rows, int from)
    {
        for (int i = 0; i < rows; i++)
        {
            Span<double> target = forms.Row(i)[from..];
            if (weights is not null)
            {
                ReadOnlySpan<double> row = weights.AsSpan(i * inputs, inputs);
                for (int t = 0; t < _pending.Count; t++) target[t] = row[active[_pendingSlots[t]]] * _pending[t];
            }

            target[(weights is null ? 0 : _pending.Count)..].Clear();
        }
    }

    /// <summary>Forgets which symbols were pending: they have columns now.</summary>
    public void Settle()
    {
        _pending.Clear();
        _pendingSlots.Clear();
    }
}

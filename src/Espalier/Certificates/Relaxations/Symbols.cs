using System.Runtime.InteropServices;

namespace Espalier.Certificates.Relaxations;

/// <summary>A neuron before a ReLU.</summary>
/// <param name="Step">The step of the pair.</param>
/// <param name="Index">The row in it.</param>
internal readonly record struct Neuron(int Step, int Index);

/// <summary>
/// The symbols in [−1, 1] that the ReLUs of one step left. Each occurs in one neuron only, so they stand in no column before
/// something reads that value.
/// </summary>
/// <param name="neurons">The neurons of all symbols so far, in the order of their columns.</param>
internal sealed class Symbols(List<Neuron> neurons)
{
    private readonly List<double> _coefficients = [];

    /// <summary>The row of each; they ascend.</summary>
    private readonly List<int> _columns = [];

    /// <summary>The neuron of every symbol of all steps so far, in the order of their columns.</summary>
    public List<Neuron> Neurons { get; } = neurons;

    /// <summary>How many symbols this step has.</summary>
    public int Pending => _coefficients.Count;

    /// <summary>The column of the first of them.</summary>
    public int Block { get; private set; }

    /// <summary>The neuron of each within its step: the column of the weights that read it.</summary>
    public ReadOnlySpan<int> Columns => CollectionsMarshal.AsSpan(_columns);

    /// <summary>The coefficient of each in its neuron's form.</summary>
    public ReadOnlySpan<double> Coefficients => CollectionsMarshal.AsSpan(_coefficients);

    /// <summary>Forgets what it has; the next symbols stand in columns from one on.</summary>
    public void Begin(int block)
    {
        Block = block;
        _coefficients.Clear();
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
        _coefficients.Add(coefficient);
    }
}

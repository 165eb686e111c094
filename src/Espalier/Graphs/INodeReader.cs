namespace Espalier.Graphs;

/// <summary>Hears what nodes read while a network is evaluated.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface INodeReader<T>
{
    /// <summary>Hears the first value that a node reads, of a number of inputs one after the other.</summary>
    void Read(int node, ReadOnlySpan<T> value, int count);
}

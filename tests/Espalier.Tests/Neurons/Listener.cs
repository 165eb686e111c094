namespace Espalier.Tests.Neurons;

/// <summary>Writes down what it is told, at once.</summary>
internal sealed class Listener<T>(List<T> told) : IProgress<T>
{
    public void Report(T value) => told.Add(value);
}

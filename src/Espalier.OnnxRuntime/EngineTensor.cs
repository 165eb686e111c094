using Espalier.Numerics;

namespace Espalier.OnnxRuntime;

/// <summary>Numbers that enter or leave the engine, with the type in which the model has them.</summary>
/// <param name="Type">The type of the model's value.</param>
/// <param name="Extents">The extents, the batch among them.</param>
/// <param name="Values">The numbers, row-major; float64 holds all of them but large whole numbers.</param>
public sealed record EngineTensor(NumberType Type, IReadOnlyList<long> Extents, double[] Values);

/// <summary>An input or an output of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Extents">Its extents; −1 where the model leaves one open.</param>
public sealed record EngineValue(string Name, NumberType Type, IReadOnlyList<int> Extents)
{
    /// <summary>The name and the extents, such as <c>x Nx3</c>.</summary>
    public override string ToString() =>
        Extents.Count == 0 ? Name : $"{Name} {string.Join('x', Extents.Select(extent => extent < 0 ? "N" : Invariant($"{extent}")))}";
}

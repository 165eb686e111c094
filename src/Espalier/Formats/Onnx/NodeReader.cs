using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>One node while it is read: what enters it, its attributes, and what it may touch.</summary>
internal sealed class NodeReader(
    string name, int operatorSet, ImmutableArray<Value?> inputs, AttributeReader attributes, GraphDraft draft, Budget budget, Origin origin)
{
    /// <summary>The operator's name.</summary>
    public string Operator { get; } = name;

    /// <summary>The version of the operator set, which decides defaults.</summary>
    public int OperatorSet { get; } = operatorSet;

    public ImmutableArray<Value?> Inputs { get; } = inputs;

    public AttributeReader Attributes { get; } = attributes;

    public GraphDraft Draft { get; } = draft;

    public Budget Budget { get; } = budget;

    public Origin Origin { get; } = origin;

    /// <summary>Checks the number of inputs, of which the first ones must be there.</summary>
    public void RequireInputs(int required, int most)
    {
        if (Inputs.Length > most || Inputs.Length < required || Inputs.AsSpan()[..required].Contains(null))
            throw Refusal($"{Operator} has {Inputs.Length} inputs", required == most ? $"it takes {most}" : $"it takes {required} to {most}");
    }

    public Value? Optional(int index) => index < Inputs.Length ? Inputs[index] : null;

    /// <summary>The network's data, where an operator cannot work on a constant.</summary>
    public Data Data(int index) => Inputs[index] as Data
        ?? throw Refusal($"{Operator} does not work on the network's data", "remove it, or compute it when exporting (constant folding)");

    /// <summary>A constant, where an operator cannot take computed data.</summary>
    public Constant Constant(int index, string role) => Inputs[index] as Constant
        ?? throw Refusal($"the {role} of {Operator} depends on the input", "export a network whose weights are constant");

    /// <summary>An optional constant.</summary>
    public Constant? OptionalConstant(int index, string role) => Optional(index) is null ? null : Constant(index, role);

    /// <summary>A short list of integers, such as a target shape.</summary>
    public ImmutableArray<long> Integers(int index, string role)
    {
        Constant list = Constant(index, role);
        if (list.Integers is null || list.Rank != 1 || list.Length > TensorDecoding.MaxRank)
            throw Refusal($"the {role} of {Operator} is no short list of integers", "export the network again");
        return [.. list.Integers];
    }

    /// <summary>A short list of extents, which may come from the shape of the data; null is the batch.</summary>
    public ImmutableArray<long?> Extents(int index, string role) => Inputs[index] switch
    {
        ExtentList { IsSingle: false } list when list.Extents.Length <= TensorDecoding.MaxRank => list.Extents,
        ExtentList => throw Refusal($"the {role} of {Operator} is no short list of extents", "export the network again"),
        _ => [.. Integers(index, role).Select(extent => (long?)extent)],
    };

    /// <summary>An axis counted from the front; negative ones count from the back.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Refusal($"there is no axis {axis} among {rank}", "export the network again");

    /// <summary>Refuses a constant that meets data of another type.</summary>
    public void RequireType(Constant constant, Data data)
    {
        if (constant.Type != data.Type)
            throw Refusal($"a constant of type {constant.Type.Name} meets data of type {data.Type.Name}", "export the network in one precision");
    }

    /// <summary>A constant as weights that meet data of the same type.</summary>
    public Tensor Weights(Constant constant, Shape shape, Data data)
    {
        RequireType(constant, data);
        return constant.Weights(shape, Origin);
    }

    public InvalidInputException Refusal(InvariantText problem, InvariantText remedy) => Origin.Refusal(problem, remedy);
}

using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>One node while it is read: what enters it, its attributes, and what it may touch.</summary>
internal sealed class NodeReader(
    string name,
    int operatorSet,
    ImmutableArray<Value?> inputs,
    int outputs,
    AttributeReader attributes,
    GraphDraft draft,
    Budget budget,
    List<string> notes,
    Origin origin)
{
    /// <summary>The operator's name.</summary>
    public string Operator { get; } = name;

    /// <summary>The version of the operator set, which decides defaults.</summary>
    public int OperatorSet { get; } = operatorSet;

    public ImmutableArray<Value?> Inputs { get; } = inputs;

    /// <summary>The number of outputs that the graph names.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>What is made for the outputs after the first.</summary>
    public List<Value> More { get; } = [];

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
    public ImmutableArray<long> Integers(int index, string role, int most = TensorDecoding.MaxRank)
    {
        Constant list = Constant(index, role);
        if (list.Integers is null || list.Rank != 1 || list.Length > most)
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

    /// <summary>An axis of the data as one of the extents of a sample.</summary>
    public int InSample(Data data, long axis)
    {
        int own = Axis(axis, data.Rank) - (data.Rank - data.Sample.Length);
        return own >= 0
            ? own
            : throw Refusal($"{Operator} along axis {axis} of {data} takes in several samples", "export it along an extent of each sample");
    }

    /// <summary>What an operator makes of data in the shape in which the graph sees one sample.</summary>
    public Data Append(Data data, Operator made)
    {
        int dropped = data.Extents.Length - data.Sample.Length;
        Data next = Draft.Append(Draft.NeedShape(data, new Shape(data.Sample)), made);
        return next with { Extents = [.. data.Extents[..dropped], .. Draft.ShapeOf(next).Extents] };
    }

    /// <summary>Names what was made as the file names the constants in it, where they are called alike.</summary>
    public Data Named(Data made, params ReadOnlySpan<(Constant? Stored, string Role)> parts)
    {
        string? alike = null;
        foreach ((Constant? stored, string role) in parts)
        {
            if (stored is null) continue;
            string? own = stored.Name is null ? null : NodeNames.Before(stored.Name, role);
            if (own is null || (alike is not null && alike != own)) return made;
            alike = own;
        }

        Draft.Name(made, alike);
        return made;
    }

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

    /// <summary>Says what is worth knowing of how the model is read.</summary>
    public void Note(string text) => notes.Add($"{Origin.Source}: {text}");

    public InvalidInputException Refusal(InvariantText problem, InvariantText remedy) => Origin.Refusal(problem, remedy);
}

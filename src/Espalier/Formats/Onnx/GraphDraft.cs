using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx;

/// <summary>The network made so far, while a graph is read.</summary>
/// <remarks>
/// The graph may view the same elements under other extents than the network does. A view costs nothing until an operator needs an
/// image or a vector; then it becomes a <see cref="Flatten"/>, a <see cref="Reshape"/> or another shape of the input.
/// </remarks>
internal sealed class GraphDraft(Shape input)
{
    private readonly GraphBuilder _builder = new(input);

    /// <summary>Whether several rows that are no batch may be multiplied by a matrix.</summary>
    public bool TakesRows { get; init; }

    /// <summary>The shape under which the network holds data.</summary>
    public Shape ShapeOf(Data data) => _builder.ShapeOf(data.Made);

    /// <summary>What makes data; null for the input.</summary>
    public Node? Maker(Data data) => _builder.Maker(data.Made);

    /// <summary>Data that an operator makes of other data.</summary>
    /// <exception cref="ArgumentException">The operator does not fit.</exception>
    public Data Append(Data data, Operator made) => data with { Made = _builder.Add(made, data.Made) };

    /// <summary>Data that an operator makes of several; the extents are those of the first.</summary>
    /// <exception cref="ArgumentException">The operator does not fit.</exception>
    public Data Join(Operator made, params ReadOnlySpan<Data> read)
    {
        var values = new int[read.Length];
        for (int i = 0; i < values.Length; i++) values[i] = read[i].Made;
        return read[0] with { Made = _builder.Add(made, values) };
    }

    /// <summary>Data + shift: a bias right behind a product, the second half of an affine map, or an affine map of its own.</summary>
    public Data Shift(Data data, Tensor shift) => Maker(data) is { } maker && maker.Operator.Shifted(shift) is { } whole
        ? data with { Made = _builder.Add(whole, maker.Reads.AsSpan()) }
        : Append(data, new ElementwiseAffine(null, shift));

    /// <summary>The product with a matrix has room for a summand of each of its outputs, however many vectors it is of.</summary>
    public bool IsProduct(Data data, int outputs) => Maker(data) is { Operator.Grid: { Window: null, Bias: null } grid } && grid.Channels == outputs;

    /// <summary>Gives what makes data a name.</summary>
    public void Name(Data data, string? name) => _builder.Name(data.Made, name);

    /// <summary>What makes a value of the network.</summary>
    public Node? Maker(int value) => _builder.Maker(value);

    /// <summary>The shape of a value of the network.</summary>
    public Shape ShapeOf(int value) => _builder.ShapeOf(value);

    /// <summary>The data as a vector.</summary>
    public Data NeedVector(Data data) => ShapeOf(data).Rank == 1 ? data : Append(data, new Flatten());

    /// <summary>The data in the shape in which the graph sees one sample.</summary>
    public Data NeedShape(Data data, Shape shape)
    {
        if (ShapeOf(data).Equals(shape)) return data;
        return Maker(data) is { Operator.KeepsElements: true, Reads: [var before] } && _builder.ShapeOf(before).Equals(shape)
            ? data with { Made = before }
            : Append(data, shape.Rank == 1 ? new Flatten() : new Reshape(shape));
    }

    public Network Build(Data output)
    {
        if (output.Sample.Length == 1) output = NeedVector(output);
        if (output.Made == GraphBuilder.Input) output = Append(output, new ElementwiseAffine(null, null));
        return InputViews.Taken(_builder.Build(output.Made));
    }
}

using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Formats.Architectures;

/// <summary>
/// The layers of a network without their numbers, as a line of text:
/// <c>1x28x28: conv pad 2, relu, maxpool 2, flatten, dense</c>. Dictionaries of tensors hold everything but this.
/// </summary>
/// <remarks>
/// <c>[shape ':'] layer {',' layer}</c>, with layers such as <c>conv [stride Y [X]] [pad P | pad TOP LEFT BOTTOM RIGHT]</c>,
/// <c>dense</c>, <c>relu</c>, <c>maxpool H [W] [stride …] [pad …]</c> (its stride is its kernel unless stated), <c>flatten</c> and
/// <c>add</c>; <c>docs/formats.md</c> lists all. A layer reads what the one before it makes, unless it ends in <c>of NAME …</c>;
/// <c>as NAME</c> names what it makes, and <c>input</c> is the input. The shape may be left out where a dense layer tells it.
/// </remarks>
public sealed class Architecture : IEquatable<Architecture>
{
    /// <summary>What the text is called where one is given beside a file, for messages.</summary>
    internal const string Field = "architecture";

    internal Architecture(Shape? input, IEnumerable<ArchitectureStep> steps)
    {
        InputShape = input;
        Steps = [.. steps];
    }

    /// <summary>The shape of one input, or null where the tensors tell it.</summary>
    public Shape? InputShape { get; }

    /// <summary>The layers.</summary>
    internal ImmutableArray<ArchitectureStep> Steps { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where the text comes from, for messages.</param>
    /// <param name="part">Where in the source it stands, or null.</param>
    /// <exception cref="InvalidInputException">The text is no architecture; the message names the column.</exception>
    public static Architecture Parse(string text, string source = Field, string? part = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        (Shape? input, List<ArchitectureStep> steps) = new ArchitectureParser(text, source, part).Parse();
        return new Architecture(input, steps);
    }

    /// <summary>The architecture of a network.</summary>
    public static Architecture Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new Architecture(network.InputShape, network.Nodes.Select(node => new ArchitectureStep(node.Operator.Form, node.Reads)));
    }

    /// <summary>The architecture that tensors belong to, where nothing but their file states it.</summary>
    /// <remarks>
    /// The metadata's <c>espalier.architecture</c> if there is one, which only we write; else one of two published networks, where the
    /// shapes are just theirs. What a dictionary of tensors computes is never guessed otherwise.
    /// </remarks>
    /// <exception cref="InvalidInputException">There is none; the message holds one to state.</exception>
    public static Architecture Infer(NamedTensors tensors, string source) => Infer(tensors, source, out _);

    /// <summary>The same, with a note of what was taken from shapes alone; null where nothing was.</summary>
    internal static Architecture Infer(NamedTensors tensors, string source, out string? note)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        note = null;
        if (tensors.Metadata.TryGetValue(NamedTensors.ArchitectureKey, out string? text)) return Parse(text, source, NamedTensors.ArchitectureKey);
        (Architecture known, string name) = ArchitectureInference.Infer(tensors, source);
        note = $"{source} is read as {name}, whose shapes it has: {known.Format()}";
        return known;
    }

    /// <summary>Fills the layers with tensors, in their order: weights and biases by name and rank.</summary>
    /// <param name="tensors">Exactly the tensors of the network.</param>
    /// <param name="source">The file that they come from, for messages.</param>
    /// <exception cref="InvalidInputException">A tensor does not fit its layer, is missing or is left over.</exception>
    public Network Build(NamedTensors tensors, string source)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new NetworkBuilder(this, tensors, source).Build();
    }

    /// <summary>The text in its canonical form; <see cref="Parse"/> reads it back to an equal architecture.</summary>
    public string Format() => ArchitectureText.Format(InputShape, Steps);

    /// <inheritdoc/>
    public override string ToString() => Format();

    /// <inheritdoc/>
    public bool Equals(Architecture? other) => other is not null && Format() == other.Format();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Architecture);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Format());
}

using System.Collections.Immutable;
using Espalier.Numerics.Conditions;

namespace Espalier.Formats.VnnLib;

/// <summary>What a VNN-LIB file asks: whether its networks have inputs for which all assertions hold.</summary>
/// <remarks>
/// Variables are numbered through, network after network, inputs before outputs. Version 1 speaks of one network with inputs X_0, X_1, … and
/// outputs Y_0, Y_1, …; version 2 declares networks and tensors by name. Numbers are kept as they are written.
/// </remarks>
/// <param name="Networks">The networks, in the order of their declarations.</param>
/// <param name="Assertions">The assertions, in their order.</param>
/// <param name="Source">The name of the file for messages.</param>
public sealed record VnnLibQuery(ImmutableArray<VnnLibNetwork> Networks, ImmutableArray<VnnLibAssertion> Assertions, string Source)
{
    /// <summary>The largest file that is read: boxes over images of ImageNet's size need a quarter of it.</summary>
    private const int MaxFileLength = 64 << 20;

    /// <summary>1 where single inputs and outputs are declared, 2 where networks are.</summary>
    public int Version => Networks is [{ Name.Length: 0 }] ? 1 : 2;

    /// <summary>All assertions together.</summary>
    public Condition Condition => new AllOf([.. Assertions.Select(static assertion => assertion.Condition)]);

    /// <summary>Reads a query from a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or says what is not understood.</exception>
    public static VnnLibQuery Read(string path) => Read(FileContent.Read(path), path);

    /// <summary>Reads a query from the content of a file.</summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages.</param>
    /// <exception cref="InvalidInputException">The file says what is not understood.</exception>
    public static VnnLibQuery Read(ReadOnlySpan<byte> content, string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (content.Length > MaxFileLength)
            throw new Origin(source).Refusal(
                $"the file has {content.Length} bytes, more than the {MaxFileLength} that are read", "split the question into several files");
        var parser = new TermParser(content, source);
        var query = new QueryReader(source);
        while (parser.Next() is { } term) query.Accept(term);
        return query.Finish();
    }
}

/// <summary>A formula that a query asserts.</summary>
/// <param name="Condition">The formula, over the query's variables.</param>
/// <param name="Line">Where it stands.</param>
public sealed record VnnLibAssertion(Condition Condition, int Line);

/// <summary>A network as a query declares it.</summary>
/// <param name="Name">Its name; empty in version 1.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="EqualTo">The number of an earlier network that is this one, or null.</param>
/// <param name="IsomorphicTo">The number of an earlier network of the same graph, or null.</param>
public sealed record VnnLibNetwork(
    string Name, ImmutableArray<VnnLibTensor> Inputs, ImmutableArray<VnnLibTensor> Outputs, int? EqualTo = null, int? IsomorphicTo = null);

/// <summary>An input or output of a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements, as it is written.</param>
/// <param name="Shape">Its extents; none for a single number.</param>
/// <param name="First">The number of the variable that is its first element; the others follow row by row.</param>
public sealed record VnnLibTensor(string Name, string Type, ImmutableArray<int> Shape, int First)
{
    /// <summary>The number of its elements.</summary>
    public int Length => Shape.Aggregate(1, static (product, extent) => product * extent);
}

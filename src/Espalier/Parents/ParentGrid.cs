using Espalier.Numerics.Random;

namespace Espalier.Parents;

/// <summary>How a parent holds a weight.</summary>
public enum ParentStructure
{
    /// <summary>One random number per candidate.</summary>
    Direct,

    /// <summary>A product u·v of two random numbers per candidate, with nothing between the two.</summary>
    Products,

    /// <summary>A product u·v with a ReLU between the two: it acts on inputs of the sign of u alone.</summary>
    Rectified,

    /// <summary>One random number per candidate, and each candidate reads a copy of its own of the weight's input.</summary>
    Copies,
}

/// <summary>Which weights of a grid see the same candidates.</summary>
public enum CandidateShare
{
    /// <summary>Every weight has candidates of its own, as the theorem says.</summary>
    Weight,

    /// <summary>All weights of an output row choose from one list, as the published code does.</summary>
    Row,
}

/// <summary>In which order the candidates of a row stand in the parent.</summary>
public enum CandidateOrder
{
    /// <summary>All candidates of a column together, column after column.</summary>
    Columns,

    /// <summary>The first candidate of every column, then the second of every column, and so on.</summary>
    Rounds,

    /// <summary>
    /// The first candidate of every weight of the grid, then the second of every weight: a wider parent begins with the narrower one.
    /// </summary>
    Planes,

    /// <summary>The same candidates for all weights of the grid, once.</summary>
    Once,
}

/// <summary>
/// The extents of a weight grid as a parent holds it: a row of weights for each output channel, with the bias as one more at its end.
/// </summary>
/// <remarks>
/// A column is what serves one input: weight p of a row meets column p/places of its group, the bias the constant input 1, the last column.
/// </remarks>
/// <param name="Channels">The outputs, each with a bias of its own.</param>
/// <param name="Places">1, or the places of a kernel.</param>
/// <param name="Inputs">The inputs that an output reads.</param>
/// <param name="HasBias">Whether a bias is held as a weight on the constant input 1.</param>
/// <param name="Groups">The groups into which inputs and outputs fall.</param>
public readonly record struct GridShape(int Channels, int Places, int Inputs, bool HasBias, int Groups = 1)
{
    /// <summary>The weights of a row without its bias.</summary>
    public int Kernel => Inputs * Places;

    /// <summary>The weights of a row.</summary>
    public int RowLength => HasBias ? Kernel + 1 : Kernel;

    /// <summary>The columns of all groups together, and the one of biases.</summary>
    public int Columns => HasBias ? AllInputs + 1 : AllInputs;

    /// <summary>The inputs of all groups together.</summary>
    public int AllInputs => Inputs * Groups;

    /// <summary>The number of weights and biases.</summary>
    public long Weights => (long)Channels * RowLength;

    /// <summary>The number of the first weight of a row.</summary>
    public long Start(int channel) => (long)channel * RowLength;

    /// <summary>The column that serves a weight of a row.</summary>
    public int Column(int channel, int position) =>
        position == Kernel ? AllInputs : (channel / (Channels / Groups) * Inputs) + (position / Places);
}

/// <summary>The random numbers behind one weight grid, as a pure function of a seed, and how they are joined to weights.</summary>
/// <remarks>
/// A pair of factors is two tensors: u, one for each column and candidate, shared by all rows, and v, one for each weight and candidate.
/// Direct candidates are v alone. <c>docs/formats.md</c> says to the bit where each number stands.
/// </remarks>
/// <param name="Shape">The extents of the grid.</param>
/// <param name="Structure">How a candidate is made.</param>
/// <param name="Candidates">Candidates per weight.</param>
/// <param name="Share">Which weights see the same candidates; pairs have their own.</param>
/// <param name="Order">The order of a row's candidates.</param>
/// <param name="OneSided">Whether the grid's inputs are known to be ≥ 0, so that candidates with u &lt; 0 never act.</param>
/// <param name="Tensor">The stream of the first tensor; the second of a pair is the next one.</param>
/// <param name="First">The law of u; of no meaning for direct candidates.</param>
/// <param name="Last">The law of v.</param>
/// <param name="Bias">The law of v for biases; null where it is that of all weights.</param>
public sealed record ParentGrid(
    GridShape Shape,
    ParentStructure Structure,
    int Candidates,
    CandidateShare Share,
    CandidateOrder Order,
    bool OneSided,
    uint Tensor,
    Distribution First,
    Distribution Last,
    Distribution? Bias = null)
{
    /// <summary>The most candidates that a weight may have: 2²⁰, of which it keeps at most one above 64.</summary>
    public const int MaxCandidates = 1 << 20;

    /// <summary>The most parent numbers behind one row: 1 GiB.</summary>
    public const long MaxRowNumbers = 1L << 28;

    /// <summary>Whether candidates are products of two numbers.</summary>
    public bool IsPair => Structure is ParentStructure.Products or ParentStructure.Rectified;

    /// <summary>How many columns the grid reads for each of its inputs.</summary>
    public int CopiesRead => Structure == ParentStructure.Copies ? Candidates : 1;

    /// <summary>Whether weights act differently on positive and negative inputs.</summary>
    public bool IsTwoSided => Structure == ParentStructure.Rectified && !OneSided;

    /// <summary>The hidden units of a pair: one for each column and candidate.</summary>
    public long Width => (long)Shape.Columns * Candidates;

    /// <summary>Entries of the parent; a list that several weights share counts once for each of them.</summary>
    /// <remarks>The first matrix of a drawn pair is dense, that of a searched one has one entry for each unit.</remarks>
    public long Parameters => (Structure, Order) switch
    {
        (_, CandidateOrder.Once) => (long)Shape.Channels * Shape.Kernel * Candidates,
        (ParentStructure.Direct or ParentStructure.Copies, _) => Shape.Weights * Candidates,
        (_, CandidateOrder.Rounds) => Width + (Shape.Weights * Candidates),
        _ => (Width * Shape.Columns) + (Shape.Weights * Candidates),
    };

    /// <summary>The number of a weight in the grid: in planes, biases stand behind all others.</summary>
    public long Number(int channel, int position) =>
        Order != CandidateOrder.Planes ? Shape.Start(channel) + position
        : position < Shape.Kernel ? ((long)channel * Shape.Kernel) + position
        : ((long)Shape.Channels * Shape.Kernel) + channel;
}

/// <summary>Walks the columns of a grid's weights, row after row.</summary>
internal struct GridColumns(GridShape shape)
{
    private int _channel;
    private int _position;

    /// <summary>The column of the current weight.</summary>
    public readonly int Current => shape.Column(_channel, _position);

    /// <summary>Goes on to the next weight.</summary>
    public void Next()
    {
        if (++_position < shape.RowLength) return;
        _position = 0;
        _channel++;
    }
}

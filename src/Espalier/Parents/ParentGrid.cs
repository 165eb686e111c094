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
}

/// <summary>The extents of a weight grid as a parent holds it: rows are outputs, a bias is one more column of its output's first row.</summary>
/// <param name="Channels">The outputs that have a bias of their own.</param>
/// <param name="Places">The rows of each output: 1, or the places of a kernel.</param>
/// <param name="Inputs">The inputs that a row reads.</param>
/// <param name="HasBias">Whether a bias is held as a weight on the constant input 1.</param>
public readonly record struct GridShape(int Channels, int Places, int Inputs, bool HasBias)
{
    /// <summary>The number of rows.</summary>
    public int Rows => Channels * Places;

    /// <summary>The columns of the widest row.</summary>
    public int Columns => HasBias ? Inputs + 1 : Inputs;

    /// <summary>The number of weights and biases.</summary>
    public long Weights => ((long)Rows * Inputs) + (HasBias ? Channels : 0);

    /// <summary>The number of columns of a row.</summary>
    public int ColumnsOf(int row) => HasBias && row % Places == 0 ? Inputs + 1 : Inputs;

    /// <summary>The number of the first weight of a row.</summary>
    public long Start(int row) => ((long)row * Inputs) + (HasBias ? (row + Places - 1) / Places : 0);
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
public sealed record ParentGrid(
    GridShape Shape,
    ParentStructure Structure,
    int Candidates,
    CandidateShare Share,
    CandidateOrder Order,
    bool OneSided,
    uint Tensor,
    Distribution First,
    Distribution Last)
{
    /// <summary>The most candidates that a weight may have: 2²⁰, of which it keeps at most one above 64.</summary>
    public const int MaxCandidates = 1 << 20;

    /// <summary>The most parent numbers behind one row: 1 GiB.</summary>
    public const long MaxRowNumbers = 1L << 28;

    /// <summary>Whether candidates are products of two numbers.</summary>
    public bool IsPair => Structure != ParentStructure.Direct;

    /// <summary>Whether weights act differently on positive and negative inputs.</summary>
    public bool IsTwoSided => Structure == ParentStructure.Rectified && !OneSided;

    /// <summary>The hidden units of a pair: one for each column and candidate.</summary>
    public long Width => (long)Shape.Columns * Candidates;

    /// <summary>Entries of the parent; a list that several weights share counts once for each of them.</summary>
    /// <remarks>The first matrix of a drawn pair is dense, that of a searched one has one entry for each unit.</remarks>
    public long Parameters => (Structure, Order) switch
    {
        (ParentStructure.Direct, _) => Shape.Weights * Candidates,
        (_, CandidateOrder.Columns) => (Width * Shape.Columns) + (Shape.Weights * Candidates),
        _ => Width + (Shape.Weights * Candidates),
    };
}

/// <summary>Walks the columns of a grid's weights, row after row.</summary>
internal struct GridColumns(GridShape shape)
{
    private int _row;
    private int _columns = shape.ColumnsOf(0);

    /// <summary>The column of the current weight.</summary>
    public int Current { get; private set; }

    /// <summary>Goes on to the next weight.</summary>
    public void Next()
    {
        if (++Current < _columns) return;
        Current = 0;
        _columns = shape.ColumnsOf(++_row);
    }
}

using System.Collections.Immutable;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets;

/// <summary>A model that only another engine runs, without the numbers of its grids.</summary>
/// <remarks>
/// Its bytes have a hole for each grid. Filled, they are the model again, of the same length: the format around the numbers does not change.
/// </remarks>
public sealed record CarriedModel
{
    /// <summary>Puts a model together.</summary>
    /// <param name="rest">Its bytes without those of the grids.</param>
    /// <param name="grids">The grids in the order of the ticket.</param>
    /// <exception cref="ArgumentException">The holes overlap, or lie outside the model.</exception>
    public CarriedModel(ReadOnlyMemory<byte> rest, ImmutableArray<StoredGrid> grids)
    {
        (Rest, Grids) = (rest, grids);
        Int128 length = rest.Length;
        foreach (StoredGrid grid in grids)
        {
            if (!grid.Order.IsSane) throw new ArgumentException("the extents of a grid are out of range");
            length += grid.Length;
        }

        if (length > Array.MaxLength) throw new ArgumentException("the model is too large");
        Length = (int)length;
        long before = 0;
        foreach (StoredGrid grid in grids.OrderBy(grid => grid.Offset))
        {
            if (grid.Offset < before || grid.End > Length) throw new ArgumentException("the grids of the model overlap, or lie outside it");
            before = grid.End;
        }
    }

    /// <summary>The bytes without those of the grids.</summary>
    public ReadOnlyMemory<byte> Rest { get; }

    /// <summary>The grids in the order of the ticket.</summary>
    public ImmutableArray<StoredGrid> Grids { get; }

    /// <summary>The bytes of the whole model.</summary>
    public int Length { get; }

    /// <summary>What the node of a grid is, whatever computes with it: a matrix.</summary>
    internal static OperatorForm GridForm { get; } = new Dense(new Tensor(new Shape(1, 1), [0f]), null).Form;

    /// <summary>A model without some of its grids.</summary>
    public static CarriedModel Of(ReadOnlySpan<byte> model, ImmutableArray<StoredGrid> grids)
    {
        var rest = new byte[model.Length - grids.Sum(grid => grid.Length)];
        int to = 0, from = 0;
        foreach (StoredGrid grid in grids.OrderBy(grid => grid.Offset))
        {
            model[from..grid.Offset].CopyTo(rest.AsSpan(to));
            to += grid.Offset - from;
            from = (int)grid.End;
        }

        model[from..].CopyTo(rest.AsSpan(to));
        return new CarriedModel(rest, grids);
    }

    /// <summary>The bytes of the model, with zeros for the numbers of the grids.</summary>
    public byte[] Hollow()
    {
        var model = new byte[Length];
        ReadOnlySpan<byte> rest = Rest.Span;
        int to = 0, from = 0;
        foreach (StoredGrid grid in Grids.OrderBy(grid => grid.Offset))
        {
            int piece = grid.Offset - to;
            rest.Slice(from, piece).CopyTo(model.AsSpan(to));
            from += piece;
            to = (int)grid.End;
        }

        rest[from..].CopyTo(model.AsSpan(to));
        return model;
    }

    /// <summary>Whether the holes are grids of the model, stored as they are said to be.</summary>
    /// <param name="model">The bytes of the whole model, whatever the numbers.</param>
    internal bool IsOf(ReadOnlyMemory<byte> model)
    {
        try
        {
            return Grids.All(new HashSet<StoredGrid>(StoredGrids.Of(model, "model")).Contains);
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }
}

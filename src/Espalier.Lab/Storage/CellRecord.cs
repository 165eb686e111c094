using System.Collections.Immutable;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>Why a cell has no measures.</summary>
/// <param name="Type">The type of the exception.</param>
/// <param name="Message">Its message.</param>
public sealed record CellFailure(string Type, string Message)
{
    private const int LongestMessage = 2000;

    /// <summary>What is recorded of an exception: nothing that differs between two runs of the same cell.</summary>
    public static CellFailure From(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        string message = exception.Message;
        int length = Math.Min(message.Length, LongestMessage);
        if (length < message.Length && char.IsHighSurrogate(message[length - 1])) length--;
        return new(exception.GetType().FullName ?? exception.GetType().Name, message[..length]);
    }
}

/// <summary>
/// What a store keeps of a cell that ran: its address, what it was, and what came out. No time and no machine, so that two runs leave the
/// same bytes.
/// </summary>
/// <param name="Address">The cell's address.</param>
/// <param name="Replicate">The cell's replicate.</param>
/// <param name="Parameters">The cell's parameters in the schema's order.</param>
/// <param name="Measures">The measures in the schema's order; empty when the cell failed.</param>
/// <param name="Failure">Why the cell failed, or null.</param>
public sealed record CellRecord(
    CellAddress Address, long Replicate, ImmutableArray<Scalar> Parameters, ImmutableArray<Scalar> Measures, CellFailure? Failure)
{
    /// <summary>Whether the cell failed.</summary>
    public bool IsFailed => Failure is not null;

    /// <summary>The record of a finished cell.</summary>
    internal static CellRecord Done(Cell cell, ImmutableArray<Scalar> measures) => new(cell.Address, cell.Replicate, cell.Parameters, measures, null);

    /// <summary>The record of a failed cell.</summary>
    internal static CellRecord Failed(Cell cell, CellFailure failure) => new(cell.Address, cell.Replicate, cell.Parameters, [], failure);
}

using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Programs;

namespace Espalier.Lab.Storage;

/// <summary>Why a cell has no measures.</summary>
/// <param name="Type">The type of the exception, or what happened to a program.</param>
/// <param name="Message">Its message.</param>
public sealed record CellFailure(string Type, string Message)
{
    private const int LongestMessage = 2000;
    private const int LongestOutput = 8000;

    /// <summary>The end of what a program wrote to stdout, or null.</summary>
    public string? Output { get; init; }

    /// <summary>The end of what a program wrote to stderr, or null.</summary>
    public string? Errors { get; init; }

    /// <summary>What is recorded of an exception: nothing of ours that differs between two runs of the same cell.</summary>
    public static CellFailure From(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception is ProgramFailedException program
            ? new(program.Type, Start(program.Message)) { Output = End(program.Output), Errors = End(program.Errors) }
            : new(exception.GetType().FullName ?? exception.GetType().Name, Start(exception.Message));
    }

    private static string Start(string text)
    {
        int length = Math.Min(text.Length, LongestMessage);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
        return text[..length];
    }

    private static string? End(string text)
    {
        int start = Math.Max(0, text.Length - LongestOutput);
        if (start > 0 && char.IsLowSurrogate(text[start])) start++;
        return text.Length == 0 ? null : text[start..];
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

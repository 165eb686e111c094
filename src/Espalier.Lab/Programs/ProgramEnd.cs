namespace Espalier.Lab.Programs;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the number of the signal where one killed it.</param>
/// <param name="IsTimedOut">Whether it took too long and was ended.</param>
/// <param name="Output">The end of what it wrote to stdout.</param>
/// <param name="Errors">The end of what it wrote to stderr.</param>
internal sealed record ProgramEnd(int ExitCode, bool IsTimedOut, string Output, string Errors)
{
    /// <summary>A failure with what the program wrote.</summary>
    public ProgramFailedException Failed(string type, string message) =>
        new(type, message, Output, Errors) { Signal = IsTimedOut ? 0 : Math.Max(0, ExitCode - 128) };

    /// <summary>The last line of its errors, or else of its output, which most programs make the one that says what is wrong.</summary>
    public string LastWords(string otherwise) => LastLine(Errors) ?? LastLine(Output) ?? otherwise;

    private static string? LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}

/// <summary>A program did not do what a cell asks of it.</summary>
/// <param name="type">What happened, in a word or two.</param>
/// <param name="message">What happened.</param>
/// <param name="output">The end of stdout.</param>
/// <param name="errors">The end of stderr.</param>
public sealed class ProgramFailedException(string type, string message, string output, string errors) : Exception(message)
{
    /// <summary>What happened, in a word or two.</summary>
    public string Type { get; } = type;

    /// <summary>The signal that killed it, or 0.</summary>
    internal int Signal { get; init; }

    /// <summary>The end of stdout.</summary>
    public string Output { get; } = output;

    /// <summary>The end of stderr.</summary>
    public string Errors { get; } = errors;
}

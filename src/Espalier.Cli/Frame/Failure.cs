using System.CommandLine;
using Espalier.Work;

namespace Espalier.Cli.Frame;

/// <summary>Turns an exception into one line on stderr, with --json also into a document on stdout, and an exit code.</summary>
internal static class Failure
{
    private const string DebugVariable = "ESPALIER_DEBUG";

    /// <summary>Reports what went wrong.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="parsed">The command line, or null before there is one.</param>
    /// <param name="json">Whether stdout is for one document.</param>
    /// <param name="cancel">Whether the user stopped the work.</param>
    public static int Report(Exception exception, ParseResult? parsed, bool json, CancellationToken cancel)
    {
        Exception cause = JobFailure.Unwrap(exception);
        if (cause is OperationCanceledException stopped && cancel.IsCancellationRequested)
        {
            Terminal.Complain(Stopped(stopped, parsed?.CommandResult.Command));
            return ExitCode.Cancelled;
        }

        if (cause is InvalidInputException problem && parsed is not null) cause = FieldNames.Translate(problem, parsed);
        (string line, int code) = Describe(cause);
        Terminal.Complain(line);
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DebugVariable))) Console.Error.WriteLine(exception);
        if (json) Write(JobFailure.Of(cause) ?? Defect(cause));
        return code;
    }

    /// <summary>Wrong usage, in the same two places.</summary>
    public static int Report(JobFailure mistake, bool json)
    {
        Terminal.Complain(mistake.Problem + (mistake.Problem.EndsWith('?') ? " " : "; ") + mistake.Remedy);
        if (json) Write(mistake);
        return ExitCode.Usage;
    }

    /// <summary>The line and the exit code that an exception deserves, whatever it is wrapped in.</summary>
    internal static (string Line, int Code) Describe(Exception exception) => JobFailure.Unwrap(exception) switch
    {
        InvalidInputException cause => (cause.Message, ExitCode.Usage),
        var cause when JobFailure.Of(cause) is { } failure => (Line(failure), ExitCode.Usage),
        var cause => (Line(Defect(cause)), ExitCode.Defect),
    };

    private static JobFailure Defect(Exception cause) => cause is OutOfMemoryException
        ? new("espalier", null, "not enough memory for this", "try a smaller input")
        : new(
            "espalier",
            null,
            $"internal error: {cause.GetType().Name}: {JobFailure.FirstSentence(cause)}",
            $"this is a defect, set {DebugVariable}=1 for the trace");

    /// <summary>The framework's messages name the file themselves.</summary>
    private static string Line(JobFailure failure) =>
        failure.Problem == "there is no such file"
            ? $"{failure.Source}: {failure.Problem}; {failure.Remedy}"
            : $"{failure.Problem}; {failure.Remedy}";

    /// <summary>What was kept, and how to go on.</summary>
    internal static string Stopped(OperationCanceledException stopped, Command? command)
    {
        string? keeper = stopped is JobStoppedException { Keeper: { } field } && command is not null ? FieldNames.Symbol(command, field) : null;
        if (stopped is JobStoppedException { Kept: { } kept } known)
        {
            string said = command is null ? kept : FieldNames.Translate(kept, command);
            return $"cancelled; {said}; the same command{(known.Rescue is { } file ? $" with {keeper} {file}" : string.Empty)} continues from there";
        }

        return $"cancelled; nothing was kept, the same command begins anew{(keeper is null ? string.Empty : $"; with {keeper} it would continue")}";
    }

    /// <summary>A reader that has gone away was told already, by the exit code.</summary>
    private static void Write(JobFailure failure)
    {
        try
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write([.. Json.Serialize(new Document(failure)), (byte)'\n']);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private sealed record Document(JobFailure Error);
}

namespace Espalier.Cli.Frame;

/// <summary>Turns an exception into one line on stderr and an exit code.</summary>
internal static class Failure
{
    private const string DebugVariable = "ESPALIER_DEBUG";

    public static int Report(Exception exception, CancellationToken cancel)
    {
        if (Unwrap(exception) is OperationCanceledException && cancel.IsCancellationRequested)
        {
            Terminal.Complain("cancelled");
            return ExitCode.Cancelled;
        }

        (string line, int code) = Describe(exception);
        Terminal.Complain(line);
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DebugVariable))) Console.Error.WriteLine(exception);
        return code;
    }

    /// <summary>The line and the exit code that an exception deserves, whatever it is wrapped in.</summary>
    internal static (string Line, int Code) Describe(Exception exception) => Unwrap(exception) switch
    {
        InvalidInputException cause => (cause.Message, ExitCode.Usage),
        FileNotFoundException { FileName: { } name } => ($"{name}: there is no such file; check the path", ExitCode.Usage),
        DirectoryNotFoundException cause => ($"{FirstSentence(cause)}; create the folder or check the path", ExitCode.Usage),
        UnauthorizedAccessException cause => ($"{FirstSentence(cause)}; name another place, or change its permissions", ExitCode.Usage),
        IOException cause => ($"{FirstSentence(cause)}; check the path and the space on the disk", ExitCode.Usage),
        HttpRequestException cause => ($"{FirstSentence(cause)}; check the network and try again", ExitCode.Usage),
        OutOfMemoryException => ("not enough memory for this; try a smaller input", ExitCode.Defect),
        var cause => ($"internal error: {cause.GetType().Name}: {FirstSentence(cause)}; this is a defect, set {DebugVariable}=1 for the trace", ExitCode.Defect),
    };

    private static string FirstSentence(Exception cause) => cause.Message.TrimEnd('.');

    /// <summary>Parallel loops and type initialisers wrap what went wrong.</summary>
    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Unwrap(first),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };
}

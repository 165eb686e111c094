namespace Espalier.Work;

/// <summary>Why a job was refused or failed: one shape for every exception that files, networks and users cause.</summary>
/// <param name="Source">The file, or the field of the request.</param>
/// <param name="Place">Where in it, or null.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record JobFailure(string Source, string? Place, string Problem, string Remedy)
{
    /// <summary>What an exception amounts to, whatever it is wrapped in; null for a defect of the program.</summary>
    public static JobFailure? Of(Exception exception) => Unwrap(exception) switch
    {
        InvalidInputException cause => new(cause.InputSource, cause.Place, cause.Problem, cause.Remedy),
        FileNotFoundException { FileName: { } name } => new(name, null, "there is no such file", "check the path"),
        DirectoryNotFoundException cause => new(Quoted(cause) ?? "folder", null, FirstSentence(cause), "create the folder or check the path"),
        UnauthorizedAccessException cause =>
            new(Quoted(cause) ?? "file", null, FirstSentence(cause), "name another place, or change its permissions"),
        IOException cause => new(Quoted(cause) ?? "file", null, FirstSentence(cause), "check the path and the space on the disk"),
        HttpRequestException cause => new("network", null, FirstSentence(cause), "check the network and try again"),
        _ => null,
    };

    /// <summary>Parallel loops and type initialisers wrap what went wrong.</summary>
    public static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Unwrap(first),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    /// <summary>A message without its full stop.</summary>
    public static string FirstSentence(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return cause.Message.TrimEnd('.');
    }

    /// <summary>The path that the framework names in its message.</summary>
    private static string? Quoted(Exception cause) => cause.Message.Split('\'') is [_, { Length: > 0 } path, ..] ? path : null;
}

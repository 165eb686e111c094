using Espalier.Lab.Clusters;

namespace Espalier.Cli.Frame;

/// <summary>Commands as they are typed, for reports.</summary>
internal static class CommandText
{
    /// <summary>How the program is called: scripts that start it say what was typed.</summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("ESPALIER_COMMAND") is { Length: > 0 } typed ? ShellText.Quoted(typed) : "espalier";

    /// <summary>The command that was given these words.</summary>
    public static string Of(string[] words) => $"{Program} {ShellText.Command(words)}";
}

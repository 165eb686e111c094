namespace Espalier.Cli.Frame;

/// <summary>Commands as they are typed, for reports: quoted where a shell would need it.</summary>
internal static class CommandText
{
    /// <summary>How the program is called: scripts that start it say what was typed.</summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("ESPALIER_COMMAND") is { Length: > 0 } typed ? Word(typed) : "espalier";

    /// <summary>The command that was given these words.</summary>
    public static string Of(string[] words) => $"{Program} {string.Join(' ', words.Select(Word))}";

    public static string Word(string word) => word.All(letter => char.IsLetterOrDigit(letter) || "-_./=,+".Contains(letter)) ? word : $"'{word}'";
}

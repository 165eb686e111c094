namespace Espalier.Cli.Frame;

/// <summary>The command as it was typed, for a report: quoted where a shell would need it.</summary>
internal static class CommandText
{
    public static string Current() => $"espalier {string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted))}";

    private static string Quoted(string word) => word.All(letter => char.IsLetterOrDigit(letter) || "-_./=,+".Contains(letter)) ? word : $"'{word}'";
}

using System.CommandLine;

namespace Espalier.Cli.Frame;

/// <summary>The option <c>-o FILE</c>, for the one file that a command writes.</summary>
internal static class OutputFile
{
    /// <summary>The option, which may be left out.</summary>
    public static Option<string?> Option(string description, string? fallback = null)
    {
        Option<string?> option = Options.Text("--out", "FILE", description, fallback);
        option.Aliases.Add("-o");
        return option;
    }

    /// <summary>The option, which must be given.</summary>
    public static Option<string?> Required(string description)
    {
        Option<string?> option = Option(description);
        option.Required = true;
        return option;
    }
}

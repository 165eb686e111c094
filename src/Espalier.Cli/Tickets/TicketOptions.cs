using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Networks;

namespace Espalier.Cli.Tickets;

/// <summary>What the commands on tickets have in common.</summary>
internal static class TicketOptions
{
    public static Argument<string> Ticket() => new("FILE") { Description = "a ticket that 'espalier ticket draw' or 'espalier popup' wrote" };

    public static Option<string?> Output(string description)
    {
        Option<string?> option = Options.Text("--output", "FILE", description);
        option.Aliases.Add("-o");
        option.Required = true;
        return option;
    }

    /// <summary>Refuses an output that cannot become a file, before the work rather than after it.</summary>
    public static void RequireFolder(string output)
    {
        if (Directory.Exists(output)) throw new InvalidInputException(output, null, "this is a folder", "name a file in it");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output)))) throw new InvalidInputException(output, null, "its folder does not exist", "create the folder first");
    }

    public static Network ReadTarget(string path, string? architecture) => NetworkFile.Read(path, architecture).Network;
}

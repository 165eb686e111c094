using System.CommandLine;

namespace Espalier.Cli.Data;

/// <summary><c>espalier data</c>: the data sets that commands can name.</summary>
internal static class DataNoun
{
    public static Command Create() =>
        new("data", "Make, fetch and list data sets") { ListCommand.Create(), MakeCommand.Create(), FetchCommand.Create() };
}

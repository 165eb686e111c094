using System.CommandLine;
using Espalier.Cli.Completion;

namespace Espalier.Cli;

/// <summary>Every command, in the order in which <c>espalier --help</c> lists them. A new noun or verb is one line here.</summary>
internal static class CommandTree
{
    public static IEnumerable<Command> Commands() =>
    [
        CompletionCommand.Create(),
    ];
}

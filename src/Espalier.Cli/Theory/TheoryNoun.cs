using System.CommandLine;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory</c>: the lower bounds as numbers, and every lemma behind them as a check.</summary>
internal static class TheoryNoun
{
    public static Command Create() =>
        new("theory", "Compute the lower bounds of the papers and check their lemmas")
        {
            ChainCommand.Create(),
            ThresholdCommand.Create(),
            CapCommand.Create(),
            SingleCommand.Create(),
            CountingCommand.Create(),
            CheckCommand.Create(),
            NoteCommand.Create(),
        };
}

using System.CommandLine;
using Espalier.Cli.Certificates;
using Espalier.Cli.Completion;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Cli.Gap;
using Espalier.Cli.Lab;
using Espalier.Cli.Models;
using Espalier.Cli.Neurons;
using Espalier.Cli.Pruning;
using Espalier.Cli.Reproductions;
using Espalier.Cli.SubsetSums;
using Espalier.Cli.Theory;
using Espalier.Cli.Tickets;
using Espalier.Cli.Tour;
using Espalier.Cli.Training;
using Espalier.Cli.Web;

namespace Espalier.Cli;

/// <summary>Every command, in the order in which <c>espalier --help</c> lists them. A new noun or verb is one line here.</summary>
internal static class CommandTree
{
    public static IEnumerable<Command> Commands() =>
    [
        TourCommand.Create(),
        InspectCommand.Create(),
        ConvertCommand.Create(),
        RunCommand.Create(),
        EvaluateCommand.Create(),
        DataNoun.Create(),
        SubsetSumNoun.Create(),
        TicketNoun.Create(),
        PruneNetworkCommand.Create(),
        CompareNetworksCommand.Create(),
        CertifyCommand.Create(),
        TheoryNoun.Create(),
        NeuronsNoun.Create(),
        TrainCommand.Create(),
        PopupCommand.Create(),
        SearchCommand.Create(),
        CurveCommand.Create(),
        GapCommand.Create(),
        ReproduceNoun.Create(),
        LabNoun.Create(),
        ServeCommand.Create(),
        HelpCommand.Create(),
        CompletionCommand.Create(),
    ];
}

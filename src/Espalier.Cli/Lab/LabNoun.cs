using System.CommandLine;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab</c>: experiments as resumable sweeps.</summary>
internal static class LabNoun
{
    public static Command Create() => new("lab", "Run experiments as resumable sweeps over parameters and random numbers")
    {
        RunSweepCommand.Create(),
        ResumeCommand.Create(),
        WorkCommand.Create(),
        SubmitCommand.Create(),
        CancelCommand.Create(),
        StatusCommand.Create(),
        ExportCommand.Create(),
        FigureCommand.Create(),
        CompareCommand.Create(),
        ReportCommand.Create(),
        SqlCommand.Create(),
        ImportCommand.Create(),
        ListCommand.Create(),
        TemplateCommand.Create(),
    };
}

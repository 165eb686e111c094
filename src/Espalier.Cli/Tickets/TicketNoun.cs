using System.CommandLine;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket …</c>.</summary>
internal static class TicketNoun
{
    public static Command Create() => new("ticket", "Draw, join, verify, look into and export tickets: networks as seed and mask")
    {
        DrawCommand.Create(),
        VerifyCommand.Create(),
        LookCommand.Create(),
        ExportCommand.Create(),
        JoinCommand.Create(),
    };
}

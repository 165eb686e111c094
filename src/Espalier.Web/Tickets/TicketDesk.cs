using Espalier.Tickets.Forms;
using Espalier.Web.Files;
using Espalier.Web.Jobs;
using Espalier.Work.Inputs;
using Espalier.Work.Models;
using Espalier.Work.Tickets;

namespace Espalier.Web.Tickets;

/// <summary>Draws, verifies, looks into and exports tickets of the models folder, each by its job.</summary>
public sealed class TicketDesk(Workbench bench, ModelFolder models)
{
    private const string TicketEnding = ".ticket";

    /// <summary>Begins to draw.</summary>
    internal RunningJob Draw(TicketView view)
    {
        string target = models.Require(view.Target);
        (string name, string path) = models.New(TicketEnding);
        string title = $"Drawing {name} for {view.Target}";
        string command = view.DrawCommand(models, name);
        return view.Mask == MaskKind.Coded
            ? bench.Start(title, command, new CodedDrawJob(), view.Coded(target, path), makes: name)
            : bench.Start(title, command, new DrawJob(), view.Free(target, path), makes: name);
    }

    /// <summary>What a network holds.</summary>
    internal Task<InspectAnswer> Inspect(string name, CancellationToken cancel) => Task.Run(
        () => new InspectJob().Run(new() { File = models.Require(name) }, new(1, Cancel: cancel)).Answer, cancel);

    /// <summary>Checks every claim of a ticket; once for the same files.</summary>
    internal RunningJob Verify(TicketView view) => bench.StartOnce(
        $"verify {Stamp(view)}",
        $"Verifying {view.Ticket}",
        $"espalier ticket verify {models.Word(view.Ticket)}{Against(view)}",
        new VerifyJob(),
        new VerifyRequest { File = models.Require(view.Ticket), Target = Target(view) });

    /// <summary>The command that looks into a ticket.</summary>
    internal string LookCommand(TicketView view) =>
        $"espalier ticket look {models.Word(view.Ticket)}{Against(view)}"
        + Invariant($" --grid {view.Grid} --weight {view.Output},{view.Weight}");

    /// <summary>Looks into a ticket; once for the same files and the same weight.</summary>
    internal RunningJob Look(TicketView view) => bench.StartOnce(
        Invariant($"look {Stamp(view)} {view.Grid} {view.Output} {view.Weight}"),
        $"Looking into {view.Ticket}",
        LookCommand(view),
        new LookJob(),
        new LookRequest { File = models.Require(view.Ticket), Target = Target(view), Grid = view.Grid, Weight = [view.Output, view.Weight] });

    /// <summary>Writes a ticket as an ordinary network.</summary>
    internal RunningJob Export(TicketView view, TicketForm form)
    {
        string ticket = models.Require(view.Ticket);
        (string name, string path) = models.New(".onnx");
        return bench.Start(
            $"Writing {view.Ticket} as {name}",
            $"espalier ticket export {models.Word(view.Ticket)} -o {models.Word(name)} --form {Words.Of(form)}",
            new ExportJob(),
            new ExportRequest { File = ticket, Out = path, Form = form },
            makes: name);
    }

    private string Stamp(TicketView view) => $"{models.Stamp(view.Ticket)} {models.Stamp(view.Target)}";

    private string? Target(TicketView view) => view.Target.Length > 0 ? models.Require(view.Target) : null;

    private string Against(TicketView view) => view.Target.Length > 0 ? $" --target {models.Word(view.Target)}" : "";
}

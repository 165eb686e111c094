using Espalier.Formats;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Pruning;
using Espalier.Tickets;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Tickets;

/// <summary>A ticket to write as an ordinary model file.</summary>
public sealed record ExportRequest
{
    /// <summary>The ticket.</summary>
    public required string File { get; init; }

    /// <summary>The model file to write: .onnx, .safetensors or .npz.</summary>
    public required string Out { get; init; }

    /// <summary>The target's shape with the sums carried out, or the parent's full shape with zeros.</summary>
    public TicketForm Form { get; init; } = TicketForm.Folded;

    /// <summary>The most entries that a matrix of the masked form may have.</summary>
    public long MaxEntries { get; init; } = TicketForms.DefaultMaxEntries;
}

/// <summary>What was written.</summary>
/// <param name="Form">The form.</param>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="Nonzero">Those that are not 0; null for a model that only ONNX Runtime runs.</param>
public sealed record ExportAnswer(TicketForm Form, long Parameters, long? Nonzero);

/// <summary>Writes a ticket as an ordinary model file.</summary>
public sealed class ExportJob : IJob<ExportRequest, ExportAnswer>
{
    /// <inheritdoc/>
    public Outcome<ExportAnswer> Run(ExportRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        Require.Whole("maxEntries", request.MaxEntries, 1, long.MaxValue);
        Ticket ticket = TicketReading.Read(request.File).Ticket;
        if (ticket.Model is not null) return Outcome.Of(WriteModel(ticket, request));
        Network network = TicketForms.Of(ticket, request.Form, request.MaxEntries);
        NetworkFile.Write(request.Out, network);
        return Outcome.Of(new ExportAnswer(request.Form, network.ParameterCount, NetworkCost.Nonzero(network)));
    }

    private static ExportAnswer WriteModel(Ticket ticket, ExportRequest request)
    {
        if (!Path.GetExtension(request.Out).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException(
                "out", null, "a model that only ONNX Runtime runs is written as .onnx alone", "give a name that ends so");
        byte[] model = Runner.UnfoldedModel(ticket, request.File, null, request.Form);
        AtomicFile.Write(request.Out, stream => stream.Write(model));
        return new ExportAnswer(request.Form, OnnxGrids.Read(model, request.Out).Stored, null);
    }
}

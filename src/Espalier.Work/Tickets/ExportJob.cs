using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;
using Espalier.Work.Inputs;

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
public sealed record ExportAnswer(TicketForm Form, long Parameters, long Nonzero);

/// <summary>Writes a ticket as an ordinary model file.</summary>
public sealed class ExportJob : IJob<ExportRequest, ExportAnswer>
{
    /// <inheritdoc/>
    public Outcome<ExportAnswer> Run(ExportRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        Require.Whole("maxEntries", request.MaxEntries, 1, long.MaxValue);
        Network network = TicketForms.Of(TicketReading.Read(request.File).Ticket, request.Form, request.MaxEntries);
        NetworkFile.Write(request.Out, network);
        long nonzero = network.Nodes.SelectMany(node => node.Operator.Parameters).Sum(Nonzeros);
        return Outcome.Of(new ExportAnswer(request.Form, network.ParameterCount, nonzero));
    }

    private static long Nonzeros(Tensor tensor)
    {
        long count = 0;
        for (int i = 0; i < tensor.Length; i++)
            if (tensor[i] != 0) count++;
        return count;
    }
}

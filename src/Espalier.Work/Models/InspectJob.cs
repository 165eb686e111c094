using Espalier.Formats.Architectures;
using Espalier.Graphs;
using Espalier.Tickets.Files;

namespace Espalier.Work.Models;

/// <summary>A file to look into.</summary>
public sealed record InspectRequest
{
    /// <summary>A network or a ticket.</summary>
    public required string File { get; init; }

    /// <summary>The layers, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>What is to compute it; null for ours, and for ONNX Runtime where ours cannot read the file.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>The output of a model that has several; null for the first.</summary>
    public string? Output { get; init; }
}

/// <summary>What a file holds.</summary>
/// <param name="Kind">network or ticket.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Outputs">Numbers that come out.</param>
/// <param name="Parameters">Weights and biases; of a ticket, those of its folded form.</param>
/// <param name="Nonzero">Those that are not 0; null where only ONNX Runtime reads them.</param>
/// <param name="Precision">In which they are stored.</param>
/// <param name="InputShape">The shape of one input.</param>
/// <param name="Architecture">The layers in one line.</param>
/// <param name="Layers">The layers in numbers.</param>
/// <param name="Engine">What can compute it: ours, or ONNX Runtime alone; then the layers are the weight grids.</param>
/// <param name="Ticket">Of the ticket; null for a network.</param>
public sealed record InspectAnswer(
    string Kind,
    string Format,
    int Inputs,
    int Outputs,
    long Parameters,
    long? Nonzero,
    Precision Precision,
    int[] InputShape,
    string Architecture,
    LayerInspection[] Layers,
    EngineKind Engine,
    TicketInspection? Ticket);

/// <summary>Tells what a network or ticket file holds, layer by layer.</summary>
public sealed class InspectJob : IJob<InspectRequest, InspectAnswer>
{
    /// <inheritdoc/>
    public Outcome<InspectAnswer> Run(InspectRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        if (TicketFile.IsOfModel(request.File) && request.Engine != EngineKind.Exact) return Outcome.Of(ModelInspection.OfTicket(request));
        if (request.Engine == EngineKind.Onnxruntime)
        {
            Runner.RequireOnnx(request.File);
            return Outcome.Of(ModelInspection.Of(request.File, request.Output));
        }

        try
        {
            return Outcome.Of(OfNetwork(request, place));
        }
        catch (InvalidInputException refusal) when (request.Engine is null && Runner.IsOnnx(request.File))
        {
            if (Runner.Tried(() => ModelInspection.Of(request.File, request.Output)) is not { } answer) throw;
            place.Note($"ONNX Runtime runs it, since {refusal.Message}");
            return Outcome.Of(answer);
        }
    }

    private static InspectAnswer OfNetwork(InspectRequest request, Workplace place)
    {
        var model = Model.Read(request.File, request.Architecture, place, output: request.Output);
        Network network = model.Network;
        LayerInspection[] layers = [.. network.Nodes.Select((node, i) => LayerInspection.Of(node.Operator, network.Shapes[i + 1], node.Reads))];
        return new InspectAnswer(
            model.Ticket is null ? "network" : "ticket",
            model.Format,
            network.InputShape.Length,
            network.OutputShape.Length,
            network.ParameterCount,
            layers.Sum(layer => layer.Nonzero),
            network.Precision,
            [.. network.InputShape.Extents],
            Architecture.Of(network).Format(),
            layers,
            EngineKind.Exact,
            model.Ticket is null ? null : TicketInspection.Of(model.Ticket));
    }
}

using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.OnnxRuntime;
using Espalier.Tickets;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Work.Models;

/// <summary>What can be told of a model that only ONNX Runtime runs.</summary>
internal static class ModelInspection
{
    public static InspectAnswer Of(string path, string? output)
    {
        using var engine = OnnxEngine.Open(path);
        return Of(engine, OnnxGrids.Read(path), path, output);
    }

    /// <summary>Of a ticket of such a model; the parameters are those of its folded form.</summary>
    public static InspectAnswer OfTicket(InspectRequest request)
    {
        ClaimedTicket ticket = TicketReading.Read(request.File);
        byte[] model = Runner.UnfoldedModel(ticket.Ticket, request.File, request.Architecture, TicketForm.Folded);
        using var engine = OnnxEngine.Of(model, request.File);
        return Of(engine, OnnxGrids.Read(model, request.File), request.File, request.Output) with
        {
            Kind = "ticket",
            Format = Model.TicketFormat,
            Ticket = TicketInspection.Of(ticket),
        };
    }

    private static InspectAnswer Of(OnnxEngine engine, OnnxGrids grids, string path, string? output)
    {
        EngineValue wanted = output is null ? engine.Outputs[0] : engine.Outputs.FirstOrDefault(each => each.Name == output)
            ?? throw new InvalidInputException(
                path, null, $"the model has no output '{output}'", $"its outputs are {string.Join(", ", engine.Outputs.Select(each => each.Name))}");
        EngineValue input = engine.Inputs.Count > 0
            ? engine.Inputs[0]
            : throw new InvalidInputException(path, null, "the model has no inputs", "export a network that takes one");
        return new InspectAnswer(
            "network",
            "onnx",
            Length(input),
            Length(wanted),
            grids.Stored,
            null,
            input.Type == NumberType.Float64 ? Precision.Double : Precision.Single,
            [.. input.Extents],
            $"{string.Join(", ", engine.Inputs)} → {string.Join(", ", engine.Outputs)}",
            [.. grids.Grids.Select(Layer)],
            EngineKind.Onnxruntime,
            null);
    }

    private static LayerInspection Layer(OnnxGrid grid)
    {
        int[] extents = [.. grid.Extents.Select(extent => (int)Math.Clamp(extent, 0, int.MaxValue))];
        long count = grid.Extents.Aggregate(1L, (product, extent) => product * Math.Clamp(extent, 0, int.MaxValue));
        return new LayerInspection(grid.Operator.ToLowerInvariant(), [], count, null, 0, null, null, [extents], []);
    }

    /// <summary>Numbers of one sample, as far as they can be counted; open extents count as 1.</summary>
    private static int Length(EngineValue value) =>
        (int)value.Extents.Aggregate(1L, (product, extent) => Math.Min(product * Math.Max(1, extent), int.MaxValue));
}

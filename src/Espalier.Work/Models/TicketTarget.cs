using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.OnnxRuntime;

namespace Espalier.Work.Models;

/// <summary>What a ticket is drawn for: a network of our operators, or the bytes of a model that only ONNX Runtime runs.</summary>
/// <param name="Network">The network, or null.</param>
/// <param name="Model">The bytes.</param>
internal sealed record TicketTarget(Network? Network, ReadOnlyMemory<byte> Model)
{
    /// <summary>Reads a network, and as a model what ours cannot read and ONNX Runtime can.</summary>
    /// <exception cref="InvalidInputException">Neither can.</exception>
    public static TicketTarget Read(string path, string? architecture, Workplace place)
    {
        try
        {
            return new TicketTarget(Models.Model.ReadNetwork(path, architecture, place).Network, default);
        }
        catch (InvalidInputException refusal) when (architecture is null && Runner.IsOnnx(path))
        {
            // Where the other engine refuses it too, what ours says is what helps.
            using OnnxEngine? engine = Runner.Tried(() => OnnxEngine.Open(path));
            if (engine is null) throw;
            place.Note($"ONNX Runtime alone runs it, and its layers are pruned out of direct candidates, since {refusal.Message}");
            return new TicketTarget(null, StoredGrids.ReadModel(path));
        }
    }
}

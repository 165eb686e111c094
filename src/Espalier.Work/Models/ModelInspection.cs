using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.OnnxRuntime;

namespace Espalier.Work.Models;

/// <summary>What can be told of a model that only ONNX Runtime runs.</summary>
internal static class ModelInspection
{
    public static InspectAnswer Of(string path, string? output)
    {
        using var engine = OnnxEngine.Open(path);
        EngineValue wanted = output is null ? engine.Outputs[0] : engine.Outputs.FirstOrDefault(each => each.Name == output)
            ?? throw new InvalidInputException(
                path, null, $"the model has no output '{output}'", $"its outputs are {string.Join(", ", engine.Outputs.Select(each => each.Name))}");
        var grids = OnnxGrids.Read(path);
        EngineValue input = engine.Inputs[0];
        return new InspectAnswer(
            "network",
            "onnx",
            Length(input),
            Length(wanted),
            grids.Stored,
            null,
            input.Type == NumberType.Float64 ? Precision.Double : Precision.Single,
            [.. input.Extents],
            string.Join(", ", engine.Inputs.Select(Text)) + " → " + string.Join(", ", engine.Outputs.Select(Text)),
            [.. grids.Grids.Select(Layer)],
            EngineKind.Onnxruntime,
            null);
    }

    private static LayerInspection Layer(OnnxGrid grid)
    {
        int[] extents = [.. grid.Extents.Select(extent => (int)Math.Clamp(extent, 0, int.MaxValue))];
        long count = grid.Extents.Aggregate(1L, (product, extent) => product * Math.Clamp(extent, 0, int.MaxValue));
        return new LayerInspection(grid.Operator.ToLowerInvariant(), [], count, null, 0, null, null, [extents]);
    }

    /// <summary>Numbers of one sample; open extents count as 1.</summary>
    private static int Length(EngineValue value) => value.Extents.Aggregate(1, (product, extent) => product * Math.Max(1, extent));

    private static string Text(EngineValue value) =>
        $"{value.Name} {string.Join('x', value.Extents.Select(extent => extent < 0 ? "N" : Invariant($"{extent}")))}";
}

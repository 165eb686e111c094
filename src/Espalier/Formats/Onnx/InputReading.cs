using System.Collections.Immutable;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Numerics;
using Google.Protobuf.Collections;

namespace Espalier.Formats.Onnx;

/// <summary>How the declared input becomes the shape of one sample.</summary>
/// <param name="Data">The input as the graph sees it.</param>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="Batched">A second reading to try, in which a fixed leading extent counts samples after all.</param>
/// <remarks>
/// An input of one extent is one sample. Of several extents, the leading one is a batch if it is symbolic, unknown or 1. If it is
/// another number, it is taken as part of the sample, and as a batch only if the graph makes no sense that way.
/// </remarks>
internal sealed record InputReading(Data Data, Shape Shape, InputReading? Batched)
{
    public static InputReading Of(ValueMessage input, Origin file)
    {
        Origin origin = file.At($"input {Origin.Quoted(input.Name)}");
        TensorTypeMessage type = input.Type?.Tensor ?? throw origin.Refusal("it is no tensor", "export a network whose input is a tensor");
        if (OnnxTypes.Of(type.ElementType) is not { IsFloat: true } number)
            throw origin.Refusal($"it is of type {OnnxTypes.NameOf(type.ElementType)}", "export a network whose input is float32 or float64");
        if (type.Shape is null) throw origin.Refusal("it has no shape", "export the network with the shape of its input");
        if (type.Shape.Extents.Count > TensorDecoding.MaxRank)
            throw origin.Refusal($"it has {type.Shape.Extents.Count} extents", $"at most {TensorDecoding.MaxRank} are read");
        return Of(number, type.Shape.Extents, origin);
    }

    private static InputReading Of(NumberType type, RepeatedField<ExtentMessage> extents, Origin origin)
    {
        bool isBatched = extents.Count >= 2 && !extents[0].HasValue;
        ImmutableArray<int> known = [.. extents.Skip(isBatched ? 1 : 0).Select(extent => Known(extent, origin))];
        if (isBatched) return new InputReading(new Data(type, Batch.Symbolic, known), Fitting(known.AsSpan(), origin), null);
        var whole = new Data(type, Batch.None, known);
        InputReading? batched = null;
        if (known.Length >= 2 && known[0] > 1)
        {
            ReadOnlySpan<int> rest = known.AsSpan()[1..];
            batched = new InputReading(new Data(type, new Batch(Exists: true, known[0]), [.. rest]), Fitting(rest, origin), null);
        }

        return new InputReading(whole, Fitting(whole.Sample, origin), batched);
    }

    private static int Known(ExtentMessage extent, Origin origin)
    {
        if (!extent.HasValue)
            throw origin.Refusal($"its extent {Origin.Quoted(extent.Symbol)} has no fixed size", "fix every extent but the batch when exporting");
        return extent.Value is >= 1 and <= int.MaxValue
            ? (int)extent.Value
            : throw origin.Refusal($"it claims an extent of {extent.Value}", "every extent must be at least 1 and fit an array");
    }

    private static Shape Fitting(ReadOnlySpan<int> extents, Origin origin)
    {
        try
        {
            return new Shape(extents);
        }
        catch (ArgumentException tooLarge)
        {
            throw origin.Refusal(tooLarge.Message, "export a smaller network", tooLarge);
        }
    }
}

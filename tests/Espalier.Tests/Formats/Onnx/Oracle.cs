using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.OnnxRuntime;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>What ONNX Runtime makes of a model beside the network that we read from it.</summary>
internal static class Oracle
{
    /// <summary><c>ok</c>; <c>refused</c> where the other engine does not run the model; or how far the outputs are apart.</summary>
    public static string Verdict(byte[] model, Network network)
    {
        double[] inputs = [.. Enumerable.Range(0, network.InputShape.Length).Select(i => (double)(float)Math.Sin((3 * i) + 1))];
        double[] ours = Outputs.Of(network, inputs);
        double[] theirs;
        try
        {
            using var engine = OnnxEngine.Of(model, "model");
            theirs = engine.Run(inputs, 1).Values;
        }
        catch (InvalidInputException)
        {
            return "refused";
        }

        if (theirs.Length != ours.Length) return Invariant($"{ours.Length} outputs are {theirs.Length}");
        double scale = Math.Max(1, ours.Concat(theirs).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (int i = 0; i < ours.Length; i++)
        {
            // What overflows in float32 does not in float64.
            if (!double.IsFinite(theirs[i]) || !double.IsFinite(ours[i])) continue;
            if (Math.Abs(ours[i] - theirs[i]) > (IsHalf(model) ? 1e-2 : 1e-4) * scale) return Invariant($"output {i}: {ours[i]} is {theirs[i]}");
        }

        return "ok";
    }

    /// <summary>Whether the other engine computes in 16 bits, which ours never does.</summary>
    private static bool IsHalf(byte[] model) => ModelMessage.Parser.ParseFrom(model).Graph.Inputs.Any(input =>
        OnnxTypes.Of(input.Type?.Tensor?.ElementType ?? 0) is { IsFloat: true, Size: 2 });
}

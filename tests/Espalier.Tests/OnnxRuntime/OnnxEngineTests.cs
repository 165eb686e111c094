using Espalier.OnnxRuntime;
using Espalier.Tests.Formats.Onnx;

namespace Espalier.Tests.OnnxRuntime;

public sealed class OnnxEngineTests
{
    /// <summary>Classifiers of other tools often have such an output beside the scores.</summary>
    [Fact]
    public void An_output_that_is_no_tensor_is_named_when_it_is_asked_for()
    {
        byte[] model = new ModelBuilder().Input("x", -1, 2).Node("Relu", "x", "y").Node("SequenceConstruct", "x", "s").Output("y").Output("s")
            .Change(m => m.Graph.Outputs[1].Type = null).Bytes();
        using var engine = OnnxEngine.Of(model, "model");
        Assert.Equal([1, 0], engine.Run([1, -1], count: 1, "y").Values);
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => engine.Run([1, -1], count: 1, "s"));
        Assert.Contains("no tensor of numbers", refusal.Message, StringComparison.Ordinal);
    }
}

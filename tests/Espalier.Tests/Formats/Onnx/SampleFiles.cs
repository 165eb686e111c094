namespace Espalier.Tests.Formats.Onnx;

/// <summary>Networks that other programs wrote, beside the checkout; a test that needs a missing one is skipped by name.</summary>
internal static class SampleFiles
{
    public static readonly string[] Names =
        ["ACASXU_run2a_1_1_batch_2000.onnx", "mnist-net_256x2.onnx", "test_nano.onnx", "test_small.onnx", "test_tiny.onnx"];

    public static string Network(string name) => Checkout.SharedData("networks", name);
}

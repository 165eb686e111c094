namespace Espalier.Tests.Formats.Onnx;

/// <summary>Files beside the checkout, and programs on the machine, that a test can do without only by being skipped.</summary>
internal static class SampleFiles
{
    public static readonly string[] Names =
        ["ACASXU_run2a_1_1_batch_2000.onnx", "mnist-net_256x2.onnx", "test_nano.onnx", "test_small.onnx", "test_tiny.onnx"];

    public static string Network(string name) => Checkout.SharedData("networks", name);
}

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Files beside the checkout, and programs on the machine, that a test can do without only by being skipped.</summary>
internal static class SampleFiles
{
    public static readonly string[] Names =
        ["ACASXU_run2a_1_1_batch_2000.onnx", "mnist-net_256x2.onnx", "test_nano.onnx", "test_small.onnx", "test_tiny.onnx"];

    /// <summary>The folder with the solution.</summary>
    public static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Espalier.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("no folder above the tests holds Espalier.slnx");
    }

    public static string Network(string name)
    {
        string path = Path.Combine(Root(), "..", "shared", "data", "networks", name);
        Assert.SkipUnless(File.Exists(path), $"{name} is not in ../shared/data/networks");
        return path;
    }
}

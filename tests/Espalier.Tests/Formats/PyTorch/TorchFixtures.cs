using Espalier.Formats;
using Espalier.Formats.PyTorch;

namespace Espalier.Tests.Formats.PyTorch;

/// <summary>The small files that torch wrote for these tests.</summary>
internal static class TorchFixtures
{
    public static string PathOf(string name) => Path.Combine(Checkout.Root, "tests", "Espalier.Tests", "Formats", "PyTorch", "Fixtures", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static NamedTensors Read(string name) => PyTorchFormat.Read(PathOf(name));

    /// <summary>k ↦ k/4 − 1, as in the <c>dense</c> files.</summary>
    public static double[] Quarters(int count) => [.. Enumerable.Range(0, count).Select(k => (k / 4.0) - 1)];
}

namespace Espalier.Tests.Formats.Npz;

/// <summary>The small files that numpy wrote for these tests.</summary>
internal static class NpzFixtures
{
    public static string PathOf(string name) => Path.Combine(Checkout.Root, "tests", "Espalier.Tests", "Formats", "Npz", "Fixtures", name);
}

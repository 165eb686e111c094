using Espalier.Checker;
using Espalier.Tests.House;

namespace Espalier.Tests.Checker;

public sealed class CheckerIndependenceTests
{
    private const int MostLines = 1500;

    /// <summary>What a checker may trust: networks as they are read and described, and nothing that finds proofs.</summary>
    private static readonly string[] Trusted = ["Espalier", "Espalier.Graphs", "Espalier.Graphs.Operators"];

    [Fact]
    public void It_shares_no_code_with_what_finds_proofs()
    {
        string[] others =
        [
            .. from type in typeof(ProofCheck).Assembly.GetTypes()
               from used in TypeReferences.Of(type)
               where used.Assembly == typeof(Espalier.Graphs.Network).Assembly && !Trusted.Contains(used.Namespace)
               select $"{type.FullName} uses {used.FullName}",
        ];
        Assert.Empty(others);
    }

    [Fact]
    public void It_uses_no_vectors() => Assert.DoesNotContain(
        typeof(ProofCheck).Assembly.GetTypes().SelectMany(TypeReferences.Of),
        used => used.Namespace is "System.Runtime.Intrinsics" || used.Name.StartsWith("Vector", StringComparison.Ordinal));

    [Fact]
    public void It_is_small()
    {
        string folder = Path.Combine(Checkout.Root, "src", "Espalier.Checker");
        int lines = Directory.GetFiles(folder, "*.cs").Sum(file => File.ReadLines(file).Count());
        Assert.InRange(lines, 100, MostLines);
    }
}

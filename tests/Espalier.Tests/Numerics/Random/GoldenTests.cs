using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Espalier.Numerics.Random;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.Numerics.Random;

/// <summary>
/// The bits themselves. The digests are SHA-256 over little-endian values; <c>python3 tests/Espalier.Tests/Numerics/Random/philox_reference.py</c>,
/// which shares no code with the library, prints the same numbers (Python 3.11, standard library only; no tolerance).
/// </summary>
[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class GoldenTests
{
    private const int Count = 1 << 16;
    private static readonly RandomStream Stream = new(0x0123_4567_89AB_CDEF, 42);

    [Fact]
    public void Words()
    {
        uint[] values = new uint[Count];
        Stream.FillWords(0, values);
        AssertDigest("5a19c75af2f76d4fb3ce23bf5203473949daf2f2dc3b7cade368ca88711fd4a5", values);
    }

    [Fact]
    public void Single_uniforms()
    {
        float[] values = new float[Count];
        Stream.FillUniform(0, values);
        AssertDigest("6c73637d2e80548b1560677a1757638a30d8425f01dd77b4423e8dcb1b48f1f6", values);
    }

    [Fact]
    public void Single_uniforms_on_an_interval()
    {
        float[] values = new float[Count];
        Stream.FillUniform(0, -0.4642f, 0.5407f, values);
        AssertDigest("0a5dbcc6bf259d81b3614c9dc87d1bd0b5e1d1d6dd128c71cf6c40c59c9a597c", values);
    }

    [Fact]
    public void Double_uniforms()
    {
        double[] values = new double[Count];
        Stream.FillUniform(0, values);
        AssertDigest("4e9969c9fc3b76fa5995d44a442ed67b6f8bc0c74d3a4e5ece528842cc916dd6", values);
    }

    [Fact]
    public void Normals()
    {
        double[] values = new double[Count];
        Stream.FillNormal(0, values);
        AssertDigest("336376dfb0fcaf59ef88b493b93d44f024df90131550676c6dc3c0a315d0a24b", values);
        Assert.Equal([0.622790689503319, -0.7554644471538449, -0.22425300359578054, 0.2426335854944317], values[..4]);
    }

    [Fact]
    public void Single_normals()
    {
        float[] values = new float[Count];
        Stream.FillNormal(0, values, 0.05);
        AssertDigest("5206d178d24be53505ebc96e4908f6cc8696994d05512ff309df0aba004b49d6", values);
    }

    [Theory]
    [InlineData("laplace(0.05)", "bef6669f98e96481b003b998a11d676a2c755665743d401fa6a654a42f95024b")]
    [InlineData("exponential(0.01,0.05)", "9388cfe08b16b93c39f0a86ef90261f058e840fa122414fd5849ada4bdbc3bd8")]
    [InlineData("hyperbolic(0.001,2)", "bc4ca7d35abdf178cd9478d134b1e63026df598c3b40e8fc0d4ce0406a9c062d")]
    [InlineData("lattice(0.125,9)", "dae892f9dd39aad5701347ebfa0b057ef5c601fe760b21351743fcf98cdd1172")]
    [InlineData("mixture(0.3,uniform(-1,1),laplace(0.5))", "3157b5743951a0813bdfa37727746857972187b3a935ed315f7e7f2e75a872af")]
    public void Further_laws(string law, string digest)
    {
        float[] values = new float[Count];
        Distribution.Parse(law).Fill(Stream, 0, values);
        AssertDigest(digest, values);
    }

    [Fact]
    public void Permutations()
    {
        Assert.Equal(
            [13, 8, 0, 10, 11, 4, 2, 3, 1, 15, 7, 9, 12, 14, 5, 6], RandomOrder.Permutation(Stream with { Purpose = StreamPurpose.Order }, 16));
        AssertDigest(
            "01f146c81fd47dbcfce674d7a68352017c97dcfe63b284c80ff82198a50abde1",
            RandomOrder.Permutation(Stream with { Purpose = StreamPurpose.Order }, Count));
    }

    [Fact]
    public void Subsets()
    {
        Assert.Equal([20, 37, 40, 63, 69, 80, 90, 94], RandomOrder.Subset(Stream with { Purpose = StreamPurpose.Order }, 100, 8));
        AssertDigest(
            "c57b5b7d818340829b7c35ebf1d74e009dbe3576a812f14c3bd492366964c9e5",
            RandomOrder.Subset(Stream with { Purpose = StreamPurpose.Order }, Count, 20_000));
    }

    private static void AssertDigest<T>(string expected, T[] values)
        where T : struct
    {
        Assert.True(BitConverter.IsLittleEndian);
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<T>(values))));
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.SubsetSums.Coded;

/// <summary>Grids of random bits, decoded: the digests are those of <c>coded_reference.py</c>.</summary>
public sealed class CodedFormatTests
{
    [Theory]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    [InlineData(4, 14, 32, 188, true, false, 8, 150, "951f00751ce24aee")]
    [InlineData(3, 10, 7, 5, true, true, 9, 140, "3d7fe02c28f8f3e1")]
    [InlineData(5, 11, 64, 1, false, false, 1, 2, "c7bff52a71715625")]
    [InlineData(1, 16, 20, 3, false, false, 9, 33, "4fbb63893baea601")]
    [InlineData(2, 9, 32, 2, true, false, 3, 1, "229c2ee0cf9f9e27")]
    public void Decoding_is_that_of_the_reference(
        int bits, int window, int numbers, uint code, bool rotated, bool byColumns, int rows, int columns, string digest)
    {
        var coding = new GridCoding(bits, window, numbers, code, 0x0123456789ABCDEF, 42, rotated, byColumns);
        var word = new byte[coding.WordBytes(rows, columns)];
        var bytes = new RandomStream(1, 0, StreamPurpose.Experiment);
        for (int i = 0; i < word.Length; i++) word[i] = (byte)(bytes.Word((ulong)i / 4) >> (24 - (8 * (i % 4))));
        byte[] scales = [.. Enumerable.Range(0, GridCoding.ScaleCount(rows, columns)).Select(i => (byte)(37 * i))];
        var weights = new float[rows * columns];
        CodedGrid.Decode(coding, rows, columns, 1.5f, scales, word, weights);
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(weights)))[..16]);
    }
}

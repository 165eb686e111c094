using System.Security.Cryptography;
using Espalier.Parents.Masks;

namespace Espalier.Tests.Tickets;

public sealed class PrefixWordsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    public void Words_and_their_fingerprint_are_those_that_came(double longShare)
    {
        var random = new System.Random(3);
        ulong[] words = [.. Enumerable.Range(0, 5000).Select(_ => (ulong)random.NextInt64(1L << (random.NextDouble() < longShare ? 44 : 32)))];
        words[7] = uint.MaxValue;
        words[8] = uint.MaxValue - 1;
        words[^1] = 0;
        var kept = new PrefixWords([.. words]);
        Assert.Equal(words, Enumerable.Range(0, kept.Length).Select(i => kept[i]));
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var found = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ulong word in words) expected.AppendData(BitConverter.GetBytes(word));
        kept.AppendTo(found);
        Assert.Equal(expected.GetHashAndReset(), found.GetHashAndReset());
    }
}

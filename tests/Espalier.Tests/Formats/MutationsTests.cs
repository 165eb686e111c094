namespace Espalier.Tests.Formats;

public sealed class MutationsTests
{
    private static readonly byte[] File = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];

    [Fact]
    public void Variants_differ_from_each_other_and_replay()
    {
        byte[][] first = [.. Mutations.Of(File, 7, 500)];
        Assert.Equal(first, [.. Mutations.Of(File, 7, 500)]);
        Assert.Equal(first[123], Mutations.At(File, 7, 123));
        Assert.True(first.DistinctBy(Convert.ToHexString).Count() > 450);
        Assert.Contains(first, f => f.Length < File.Length);
        Assert.Contains(first, f => f.Length > File.Length);
    }

    [Fact]
    public void Even_an_empty_file_has_variants() => Assert.Equal(50, Mutations.Of([], 1, 50).Count());

    [Fact]
    public void Refusals_and_successes_are_counted()
    {
        (int accepted, int refused) = Mutations.Check(File, Refuse(file => file.Length != File.Length), count: 400);
        Assert.Equal(400, accepted + refused);
        Assert.InRange(accepted, 100, 300);
    }

    [Fact]
    public void A_foreign_exception_fails_with_its_replay()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => Mutations.Check(File, file => _ = file[299], count: 400));
        Assert.Contains("Mutations.At(original, seed: 1, index: ", failure.Message);
        Assert.Contains(nameof(IndexOutOfRangeException), failure.Message);
    }

    [Fact]
    public void A_giant_allocation_fails()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() =>
            Mutations.Check(File, file => GC.KeepAlive(file.Length > 400 ? new byte[70 << 20] : file), count: 400));
        Assert.Contains("allocates", failure.Message);
    }

    private static Action<byte[]> Refuse(Predicate<byte[]> isBad) => file =>
    {
        if (isBad(file)) throw new InvalidInputException("f", null, "bad", "mend it");
    };
}

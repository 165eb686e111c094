using System.IO.Compression;
using Espalier.Formats.Idx;
using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Formats.Idx;

public sealed class IdxFileTests
{
    private static readonly IdxArray Small = Make(new Shape(3, 4, 5), 1);

    public static TheoryData<bool> Compressions => [false, true];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void What_is_written_reads_back(bool gzip)
    {
        foreach (
            Shape shape in new[] { new Shape(1), new Shape(10_000), new Shape(7, 28, 28), new Shape(1, 1, 1, 1, 1, 1, 1, 3), new Shape(300, 1000) })
            AssertSame(Make(shape, 2), IdxFile.Read(IdxFile.Encode(Make(shape, 2), gzip), "memory"));
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Files_are_recognised_by_content_and_not_by_name(bool gzip)
    {
        using var folder = new TemporaryFolder();
        string path = folder[gzip ? "plain-looking" : "misnamed.gz"];
        IdxFile.Write(path, Small, gzip);
        AssertSame(Small, IdxFile.Read(path));
        Assert.Equal([path], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void The_plain_bytes_are_those_of_the_format() =>
        Assert.Equal(
            [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6], IdxFile.Encode(new IdxArray(new Shape(2, 3), [1, 2, 3, 4, 5, 6]), gzip: false));

    [Theory]
    [InlineData("", "0 bytes are too few")]
    [InlineData("0000", "2 bytes are too few")]
    [InlineData("00000802 00000002", "8 bytes are too few")]
    [InlineData("01000801 00000001 07", "two zero bytes")]
    [InlineData("00000901 00000001 07", "int8 and only uint8")]
    [InlineData("00000B01 00000001 0707", "int16")]
    [InlineData("00000C01 00000001 07070707", "int32")]
    [InlineData("00000D01 00000001 07070707", "float32")]
    [InlineData("00000E01 00000001 0707070707070707", "float64")]
    [InlineData("00000A01 00000001 07", "unknown type 0x0a")]
    [InlineData("00000800", "rank is 0")]
    [InlineData("00000809 00000001", "rank is 9")]
    [InlineData("00000801 00000000", "extent 0 is 0")]
    [InlineData("00000801 FFFFFFFF 07", "extent 0 is 4294967295")]
    [InlineData("00000802 7FFFFFFF 7FFFFFFF 07", "more than an array can hold")]
    [InlineData("00000801 00000002 07", "1 bytes follow the header, which promises 2")]
    [InlineData("00000801 00000001 0707", "2 bytes follow the header, which promises 1")]
    public void Damage_is_named_plain_and_gzip(string hex, string problem)
    {
        byte[] file = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => IdxFile.Read(file, "x.idx"));
        Assert.StartsWith("x.idx", error.Message);
        Assert.Contains(problem, error.Message);
        Assert.Throws<InvalidInputException>(() => IdxFile.Read(Compress(file), "x.idx.gz"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(30)]
    public void Gzip_cut_anywhere_is_refused(int missing)
    {
        byte[] file = IdxFile.Encode(Small, gzip: true);
        Assert.Throws<InvalidInputException>(() => IdxFile.Read(file.AsMemory(0, file.Length - missing), "x"));
    }

    [Fact]
    public void Gzip_with_a_wrong_checksum_is_refused()
    {
        byte[] file = IdxFile.Encode(Small, gzip: true);
        file[^8] ^= 1;
        Assert.Contains("inflated", Assert.Throws<InvalidInputException>(() => IdxFile.Read(file, "x")).Message);
    }

    [Fact]
    public void A_bomb_is_not_inflated()
    {
        // 16 MiB of zeros in 16 KiB, behind a header that promises 100 bytes, or 2 GB, or what the bomb really holds and more.
        foreach (string header in new[] { "0000080100000064", "000008017FFFFF00", "0000080101000001" })
        {
            byte[] bomb = Compress([.. Convert.FromHexString(header), .. new byte[16 << 20]], CompressionLevel.SmallestSize);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidInputException>(() => IdxFile.Read(bomb, "bomb"));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (header != "0000080101000001") Assert.InRange(allocated, 0, 1 << 20);
            else Assert.InRange(allocated, 0, 3L * (16 << 20));
        }
    }

    [Fact]
    public void Highly_compressible_arrays_are_still_read()
    {
        var blank = new IdxArray(new Shape(2000, 28, 28), new byte[2000 * 784]);
        AssertSame(blank, IdxFile.Read(IdxFile.Encode(blank, gzip: true), "blank"));
    }

    [Fact]
    public void Missing_files_and_folders_are_refused()
    {
        Assert.Contains("no such file", Assert.Throws<InvalidInputException>(() => IdxFile.Read("/nowhere/at/all")).Message);
        Assert.Throws<InvalidInputException>(() => IdxFile.Read(Path.GetTempPath()));
        Assert.Throws<InvalidInputException>(() => IdxFile.Read(""));
        Assert.Throws<InvalidInputException>(() => IdxFile.Write("/nowhere/at/all", Small, gzip: false));
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Damaged_files_are_read_or_refused(bool gzip)
    {
        byte[] original = IdxFile.Encode(Make(new Shape(20, 6, 6), 3), gzip);
        (int accepted, int refused) = Mutations.Check(original, file => IdxFile.Read(file, "mutant"));
        Assert.True(accepted > 0 && refused > accepted / 4, $"{accepted} accepted, {refused} refused");
    }

    /// <summary>Damage to the content that gzip then wraps correctly, so that it reaches the reader behind it.</summary>
    [Fact]
    public void Damaged_content_inside_sound_gzip_is_read_or_refused()
    {
        byte[] original = IdxFile.Encode(Make(new Shape(20, 6, 6), 4), gzip: false);
        (int accepted, int refused) = Mutations.Check(original, file => IdxFile.Read(Compress(file), "mutant"), count: Mutations.Count / 4);
        Assert.True(accepted > 0 && refused > 0, $"{accepted} accepted, {refused} refused");
    }

    private static IdxArray Make(Shape shape, ulong seed)
    {
        uint[] words = new uint[shape.Length];
        new RandomStream(seed, 0).FillWords(0, words);
        return new IdxArray(shape, [.. words.Select(w => (byte)(w >> 29))]);
    }

    private static void AssertSame(IdxArray expected, IdxArray actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.True(expected.Values.SequenceEqual(actual.Values));
    }

    private static byte[] Compress(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var bytes = new MemoryStream();
        using (var stream = new GZipStream(bytes, level)) stream.Write(content);
        return bytes.ToArray();
    }
}

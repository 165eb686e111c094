using System.Buffers.Binary;
using Espalier.Formats;
using Espalier.Formats.Archives;
using Espalier.Formats.Npz;

namespace Espalier.Tests.Formats.Npz;

public sealed class ZipContentTests
{
    [Fact]
    public void The_check_value_is_the_published_one()
    {
        Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));
        Assert.Equal(0xCBF43926u, Crc32.Append(Crc32.Append(0, "12345"u8), "6789"u8));
    }

    [Fact]
    [Slow]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        byte[] zeros = new byte[60 << 20];
        byte[] bomb = Zips.Deflated(("w.npy", zeros));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("unpacks to far more", Assert.Throws<InvalidInputException>(() => NpzFormat.Read(bomb, "bomb.npz")).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    [Slow]
    public void Many_small_bombs_are_refused_together()
    {
        byte[] zeros = new byte[4 << 20];
        byte[] bomb = Zips.Deflated(
            [.. Enumerable.Range(0, 20).Select(i => ($"w{i}.npy", (byte[])[.. NpyHeader.Write("<f4", [zeros.Length / 4]), .. zeros]))]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("unpacks to far more", Assert.Throws<InvalidInputException>(() => NpzFormat.Read(bomb, "bomb.npz")).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
    }

    [Fact]
    public void A_declared_size_beyond_what_deflate_can_do_is_refused()
    {
        byte[] file = Zips.Deflated(("w.npy", new byte[1000]));
        int entry = file.AsSpan().IndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(entry + 24), 40 << 20);
        Assert.Contains("more than its compressed bytes can hold", Assert.Throws<InvalidInputException>(() => NpzFormat.Read(file, "x.npz")).Message);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    public void A_wrong_size_is_refused(int size)
    {
        byte[] file = Zips.Deflated(("w.npy", new byte[1000]));
        int entry = file.AsSpan().IndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(entry + 24), (uint)size);
        Assert.Contains("does not unpack to its declared size", Assert.Throws<InvalidInputException>(() => NpzFormat.Read(file, "x.npz")).Message);
    }

    [Fact]
    public void Names_that_point_elsewhere_are_only_names()
    {
        byte[] array = File.ReadAllBytes(NpzFixtures.PathOf("version1.npy"));
        NamedTensors tensors = NpzFormat.Read(Zips.Stored(("../../etc/passwd.npy", array), ("/w\0.npy", array), ("C:\\x.npy", array)), "x.npz");
        Assert.Equal(["../../etc/passwd", "/w\0", "C:\\x"], tensors.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void Two_entries_of_one_name_are_refused()
    {
        byte[] array = File.ReadAllBytes(NpzFixtures.PathOf("version1.npy"));
        Assert.Contains(
            "two entries of the zip file have this name",
            Assert.Throws<InvalidInputException>(() => NpzFormat.Read(Zips.Stored(("w.npy", array), ("w.npy", array)), "x.npz")).Message);
    }

    [Theory]
    [InlineData(8, 1, "it is encrypted")]
    [InlineData(10, 14, "compressed by method 14")]
    public void What_is_not_supported_is_named(int offset, int value, string problem)
    {
        byte[] file = Zips.Stored(("w.npy", File.ReadAllBytes(NpzFixtures.PathOf("version1.npy"))));
        int entry = file.AsSpan().IndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(entry + offset), (ushort)value);
        Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => NpzFormat.Read(file, "x.npz")).Message);
    }

    [Fact]
    public void A_flipped_weight_is_noticed()
    {
        byte[] file = Zips.Stored(("w.npy", File.ReadAllBytes(NpzFixtures.PathOf("version1.npy"))));
        file[190] ^= 1;
        Assert.Contains(
            "entry 'w.npy': its check value does not fit its content",
            Assert.Throws<InvalidInputException>(() => NpzFormat.Read(file, "x.npz")).Message);
    }

    [Fact]
    public void Entries_that_share_bytes_are_refused()
    {
        byte[] array = [.. NpyHeader.Write("<u8", [125_000]), .. new byte[1_000_000]];
        byte[] file = Zips.Stored([.. Enumerable.Range(0, 100).Select(i => ($"w{i:00}.npy", i == 0 ? array : []))]);
        int first = file.AsSpan().IndexOf("PK\x01\x02"u8);
        for (int at = first; file.AsSpan(at).StartsWith("PK\x01\x02"u8); at += 46 + 7)
        {
            file.AsSpan(first + 16, 12).CopyTo(file.AsSpan(at + 16));
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 42), 0);
        }

        Assert.Contains("shares bytes with other entries", Assert.Throws<InvalidInputException>(() => NpzFormat.Read(file, "x.npz")).Message);
    }

    [Fact]
    public void A_directory_of_very_many_entries_is_bounded()
    {
        byte[] file = Zips.Stored([.. Enumerable.Range(0, 60_000).Select(i => ($"{i:x4}.npy", Array.Empty<byte>()))]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidInputException>(() => NetworkFile.Read(file, "x.npz"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (64L << 20) + (3L * file.Length));
    }
}

using System.Text;
using Espalier.Formats;
using Espalier.Formats.Npz;

namespace Espalier.Tests.Formats;

/// <summary>Files of very many tiny tensors are read or refused within four times their size and 64 MiB.</summary>
public sealed class ManySmallTensorsTests
{
    [Theory]
    [InlineData("safetensors", 3_000)]
    [InlineData("safetensors", 60_000)]
    [InlineData("safetensors", 300_000)]
    [InlineData("npz", 3_000)]
    [InlineData("npz", 30_000)]
    [InlineData("npz", 60_000)]
    [InlineData("pt", 3_000)]
    [InlineData("pt", 60_000)]
    [InlineData("pt", 300_000)]
    [Slow]
    public void Memory_is_bounded(string format, int count)
    {
        byte[] file = format switch
        {
            "safetensors" => Safetensors(count),
            "npz" => Npz(count),
            _ => Torch(count),
        };
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool read = true;
        try
        {
            // Everything is taken in; what it computes is not known.
            string asked = Assert.Throws<InvalidInputException>(() => NetworkFile.Read(file, "x." + format)).Problem;
            if (!asked.Contains("not what is computed", StringComparison.Ordinal)) throw new InvalidInputException("x", null, asked, "none");
        }
        catch (InvalidInputException error)
        {
            read = false;
            Assert.Contains("unpacks to far more", error.Problem);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < (64L << 20) + (3L * file.Length), $"{(read ? "read" : "refused")} {file.Length} bytes with {allocated}");
        Assert.True(read || count > 3_000, "a few thousand tensors are read");
    }

    private static byte[] Safetensors(int count)
    {
        var header = new StringBuilder("{");
        for (int i = 0; i < count; i++)
            header.Append(i == 0 ? string.Empty : ",").Append(
                $"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[{4 * i},{(4 * i) + 4}]}}");
        byte[] text = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        return [.. BitConverter.GetBytes((ulong)text.Length), .. text, .. new byte[4 * count]];
    }

    private static byte[] Npz(int count)
    {
        byte[] array = [.. NpyHeader.Write("<f4", [1, 1]), 0, 0, 0, 0];
        return Zips.Stored([.. Enumerable.Range(0, count).Select(i => ($"{i}.npy", array))]);
    }

    private static byte[] Torch(int count)
    {
        var pickle = new StringBuilder("\u0080\u0002}(");
        for (int i = 0; i < count; i++)
        {
            string name = i.ToString("d6");
            pickle.Append("X\u0006\0\0\0").Append(name);
            if (i == 0)
                pickle.Append("ctorch._utils\n_rebuild_tensor_v2\nq\u0001((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0")
                    .Append("0X\u0003\0\0\0cpuK\u0001tQq\u0002");
            else pickle.Append("h\u0001(h\u0002");
            pickle.Append("K\0K\u0001K\u0001\u0086K\u0001K\u0001\u0086\u0089}tR");
        }

        return Zips.Stored(("x/data.pkl", Encoding.Latin1.GetBytes(pickle.Append("u.").ToString())), ("x/data/0", new byte[4]));
    }
}

using System.Text;
using Espalier.Formats.PyTorch;

namespace Espalier.Tests.Formats.PyTorch;

/// <summary>Pickles made by hand, as a torch file's <c>data.pkl</c>: nothing outside the closed lists is met with anything but a refusal.</summary>
public sealed class PickleMachineTests
{
    private const string Start = "\u0080\u0002";

    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\0\0\0idtR.", "names 'os.system', which is not on the closed list of constructors")]
    [InlineData("cbuiltins\neval\n.", "names 'builtins.eval'")]
    [InlineData("c__builtin__\nset\n.", "names '__builtin__.set'")]
    [InlineData("cnumpy.core.multiarray\n_reconstruct\n.", "names 'numpy.core.multiarray._reconstruct'")]
    [InlineData("ctorch\nload\n.", "names 'torch.load'")]
    [InlineData("ctorch.storage\nUntypedStorage\n.", "names 'torch.storage.UntypedStorage'")]
    [InlineData("c__main__\nNet\n)\u0081.", "whole pickled model (it names the class '__main__.Net')")]
    [InlineData("\u008c\u0002os\u008c\u0006system\u0093.", "names 'os.system'")]
    [InlineData("(i__main__\nNet\n.", "opcode 0x69")]
    [InlineData("}\u0081.", "opcode 0x81")]
    [InlineData("\u0082\u0001.", "opcode 0x82")]
    [InlineData("P123\n.", "opcode 0x50")]
    [InlineData("ccollections\nOrderedDict\n)R}bb.", "takes a value where there is none")]
    [InlineData("]}b.", "gives state to an object")]
    [InlineData("K\u0001)R.", "wrong arguments")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.", "wrong arguments")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n}R.", "arguments are no tuple")]
    [InlineData("X\u0001\0\0\0xQ.", "something that is no storage")]
    [InlineData("h\u0005.", "recalls entry 5")]
    [InlineData("t.", "a mark is missing")]
    [InlineData("K\u0001(\u0085.", "takes a value where there is none")]
    [InlineData("}K\u0001K\u0002.", "values are left over")]
    [InlineData("}(K\u0001u.", "a key has no value")]
    [InlineData("K\u0001K\u0002a.", "no list")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffab.", "ends in the middle of a text")]
    [InlineData("}", "ends too early")]
    [InlineData("].", "no dictionary of tensors")]
    [InlineData("}.", "the dictionary holds no tensors")]
    public void Everything_else_is_refused_by_name(string pickle, string problem)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Read(Start + pickle));
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public void Deep_nesting_is_harmless()
    {
        string nested = Start + new string(']', 200_000) + new string('a', 199_999) + ".";
        Assert.Contains("no dictionary", Assert.Throws<InvalidInputException>(() => Read(nested)).Message);
    }

    [Fact]
    public void Cycles_are_harmless() =>
        Assert.Contains("no tensors", Assert.Throws<InvalidInputException>(() => Read(Start + "}q\0X\u0001\0\0\0ah\0s.")).Message);

    [Fact]
    public void A_memo_that_doubles_lists_is_harmless()
    {
        var bomb = new StringBuilder(Start + "]q\0");
        for (int i = 0; i < 200; i++) bomb.Append("](h\0h\0h\0h\0eq\0");
        Assert.Throws<InvalidInputException>(() => Read(bomb + "."));
    }

    [Fact]
    public void A_list_that_becomes_many_dictionaries_is_harmless()
    {
        string list = "(NNtq\u0001]q\u0002(" + string.Concat(Enumerable.Repeat("h\u0001", 10_000)) + "e";
        string calls = "ccollections\nOrderedDict\nq\u0003h\u0002\u0085q\u0004" + string.Concat(Enumerable.Repeat("h\u0003h\u0004R", 5_000));
        Assert.Contains("unpacks to far more", Assert.Throws<InvalidInputException>(() => Read(Start + list + calls + ".")).Message);
    }

    [Fact]
    [Slow]
    public void Many_small_objects_are_bounded_by_the_size_of_the_file()
    {
        foreach (string opcodes in new[] { "]", "}", "(", ")", "N", "K\u0001", "(t", "]q\0", "U\0", "Nq\0", "}\u0094", "NN\u0086", "C\0" })
        {
            byte[] flood = Zip(Start + string.Concat(Enumerable.Repeat(opcodes, 2_000_000 / opcodes.Length)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Contains("unpacks to far more", Assert.Throws<InvalidInputException>(() => PyTorchFormat.Read(flood, "flood.pt")).Message);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < (64L << 20) + (3L * flood.Length), $"{opcodes}: {allocated}");
        }
    }

    [Theory]
    [InlineData("Nt", 4, "0", "4", "1", null)]
    [InlineData("t", 4, "0", "4", "1", null)]
    [InlineData("t", 4, "1", "4", "1", "reaches outside of its storage")]
    [InlineData("t", 4, "0", "5", "1", "reaches outside of its storage")]
    [InlineData("t", 4, "0", "2 2", "3 1", "reaches outside of its storage")]
    [InlineData("t", 4, "0", "1 4", "9223372036854775807 1", null)]
    [InlineData("t", 4, "0", "2", "9223372036854775807", "reaches outside of its storage")]
    [InlineData("t", 4, "0", "2", "-1", "reaches outside of its storage")]
    [InlineData("t", 4, "-1", "2", "1", "reaches outside of its storage")]
    [InlineData("t", 4, "0", "2 2", "1", "reaches outside of its storage")]
    [InlineData("t", 4, "0", "4611686018427387904", "0", "none that an array can have")]
    [InlineData("t", 4, "0", "4294967296 4294967296", "0 0", "none that an array can have")]
    [InlineData("t", 4, "0", "-4", "1", "none that an array can have")]
    [InlineData("t", 4, "0", "1000000000", "0", "unpacks to far more")]
    [InlineData("t", 5, "0", "4", "1", "its storage has 16 bytes, not 5 elements")]
    [InlineData("Kt", 4, "0", "4", "1", "something that is no storage")]
    [InlineData("K\u0001t", 4, "0", "4", "1", "something that is no storage")]
    public void Views_are_checked_before_anything_is_allocated(string end, long count, string offset, string size, string stride, string? problem)
    {
        string tensor =
            $"ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0{0}"
            + $"X\u0003\0\0\0cpu{Long(count)}{end}Q{Long(long.Parse(offset))}{Tuple(size)}{Tuple(stride)}\u0089}}tR";
        string pickle = $"{Start}}}X\u0001\0\0\0w{tensor}s.";
        if (problem is null) Assert.Equal(4, Read(pickle).Find("w")!.Length);
        else Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => Read(pickle)).Message);
        static string Tuple(string numbers) => $"({string.Concat(numbers.Split(' ').Select(n => Long(long.Parse(n))))}t";
        static string Long(long value) => "\u008a\u0008" + Encoding.Latin1.GetString(BitConverter.GetBytes(value));
    }

    [Fact]
    public void A_name_that_occurs_twice_is_refused()
    {
        byte[] pickle = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Pickle()).Replace("0.bias", "2.bias", StringComparison.Ordinal));
        byte[] file = Zips.Replace(Zips.Entries(TorchFixtures.Bytes("dense.pt")), "data.pkl", pickle);
        Assert.Contains(
            "tensor '2.bias': the name occurs twice", Assert.Throws<InvalidInputException>(() => PyTorchFormat.Read(file, "twice.pt")).Message);
    }

    private static byte[] Pickle() =>
        Zips.Entries(TorchFixtures.Bytes("dense.pt")).Single(entry => entry.Name.EndsWith("data.pkl", StringComparison.Ordinal)).Content;

    private static Espalier.Formats.NamedTensors Read(string pickle) => PyTorchFormat.Read(Zip(pickle), "hand.pt");

    private static byte[] Zip(string pickle) => Zips.Stored(("x/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("x/data/0", new byte[16]));
}

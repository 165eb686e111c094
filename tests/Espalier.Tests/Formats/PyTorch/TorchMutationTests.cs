using Espalier.Formats;
using Espalier.Formats.PyTorch;

namespace Espalier.Tests.Formats.PyTorch;

public sealed class TorchMutationTests
{
    /// <summary>All opcodes of pickle protocols 0 to 5.</summary>
    private static readonly byte[] Opcodes =
    [
        .. "(.012FIJKLMNPQRSTUVXabcdeghijlopqrstu}]Bmn)GC"u8, .. Enumerable.Range(0x80, 0x19).Select(value => (byte)value),
    ];

    [Theory]
    [InlineData("dense.pt")]
    [InlineData("views.pt")]
    [InlineData("dense-legacy.pt")]
    [InlineData("views-legacy.pt")]
    [InlineData("dense-legacy-protocol4.pt")]
    [Slow]
    public void Damaged_files_are_refused_or_read(string file)
    {
        (int accepted, int refused) = Mutations.Check(TorchFixtures.Bytes(file), bytes => PyTorchFormat.Read(bytes, file));
        Assert.True(refused > 10_000, $"{accepted} accepted, {refused} refused");
    }

    [Theory]
    [InlineData("dense.pt")]
    [InlineData("views.pt")]
    [InlineData("checkpoint.pt")]
    [InlineData("dense-protocol4.pt")]
    [Slow]
    public void Damaged_pickles_in_sound_zip_files_are_refused_or_read(string file)
    {
        (string Name, byte[] Content)[] entries = Zips.Entries(TorchFixtures.Bytes(file));
        byte[] pickle = Array.Find(entries, entry => entry.Name.EndsWith("data.pkl", StringComparison.Ordinal)).Content;
        (int accepted, int refused) = Mutations.Check(pickle, bytes => ReadPickle(entries, bytes), allocationLimit: _ => (64L << 20) + (1 << 16));
        Assert.True(refused > 10_000 && accepted > 100, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    [Slow]
    public void Every_opcode_at_every_place_is_refused_or_read()
    {
        (string Name, byte[] Content)[] entries = Zips.Entries(TorchFixtures.Bytes("dense.pt"));
        byte[] pickle = Array.Find(entries, entry => entry.Name.EndsWith("data.pkl", StringComparison.Ordinal)).Content;
        int refused = 0;
        for (int at = 0; at < pickle.Length; at++)
        {
            byte original = pickle[at];
            foreach (byte opcode in Opcodes)
            {
                pickle[at] = opcode;
                if (!IsRead(entries, pickle)) refused++;
            }

            pickle[at] = original;
        }

        Assert.InRange(refused, 10_000, (pickle.Length * Opcodes.Length) - 100);
    }

    [Fact]
    [Slow]
    public void Damaged_networks_are_refused_or_built() =>
        Mutations.Check(TorchFixtures.Bytes("dense-legacy.pt"), bytes => NetworkFile.Read(bytes, "dense.pt", "dense, relu, dense"), seed: 2);

    private static void ReadPickle((string Name, byte[] Content)[] entries, byte[] pickle) =>
        PyTorchFormat.Read(Zips.Replace(entries, "data.pkl", pickle), "damaged.pt");

    private static bool IsRead((string Name, byte[] Content)[] entries, byte[] pickle)
    {
        try
        {
            ReadPickle(entries, pickle);
            return true;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }
}

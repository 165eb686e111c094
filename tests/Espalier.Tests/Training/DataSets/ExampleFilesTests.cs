using Espalier.Formats.Npz;
using Espalier.Tests.Formats;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Training.DataSets;

/// <summary>Examples from archives as numpy saves them: bytes for pixels, 64-bit whole numbers for labels.</summary>
public sealed class ExampleFilesTests
{
    /// <summary>Written by numpy: x counts from 0 to 23 in bytes, labels are int64.</summary>
    private static string Archive => Path.Combine(Checkout.Root, "tests", "Espalier.Tests", "Training", "DataSets", "Fixtures", "examples.npz");

    [Fact]
    public void An_archive_of_numpy_is_read_as_it_was_saved()
    {
        LabelledVectors training = ExampleFiles.Read(Archive, training: true), test = ExampleFiles.Read(Archive, training: false);
        Assert.Equal([0, 1, 2, 1], Enumerable.Range(0, training.Count).Select(training.LabelOf));
        Assert.Equal([2, 0], Enumerable.Range(0, test.Count).Select(test.LabelOf));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (double)i), [.. training.Values, .. test.Values]);
        Assert.Equal("2x2", test.Example.ToString());
        Assert.True(ExampleFiles.HoldsBoth(Archive));
    }

    [Fact]
    public void Wrong_labels_are_refused_by_their_place()
    {
        using var folder = new TemporaryFolder();
        (string Name, byte[] Content)[] entries = Zips.Entries(File.ReadAllBytes(Archive));
        byte[] labels = entries.Single(entry => entry.Name == "y_test.npy").Content;
        Refused(-1, "y_test, element 1: -1 is no label");
        Refused((1L << 53) + 1, "'y_test.npy', element 1");

        void Refused(long label, string message)
        {
            byte[] changed = [.. labels[..^8], .. BitConverter.GetBytes(label)];
            File.WriteAllBytes(folder["bad.npz"], Zips.Replace(entries, "y_test.npy", changed));
            InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => ExampleFiles.Read(folder["bad.npz"], training: false));
            Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(" \r\n")]
    [InlineData("\uFEFF")]
    public void A_table_of_white_space_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["blank.csv"], content);
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => ExampleFiles.Read(folder["blank.csv"], training: false));
        Assert.Contains("single column", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_pair_serves_either_part_but_is_not_both()
    {
        using var folder = new TemporaryFolder();
        (string Name, byte[] Content)[] entries = Zips.Entries(File.ReadAllBytes(Archive));
        File.WriteAllBytes(
            folder["one.npz"],
            Zips.Stored([.. entries.Where(entry => entry.Name.Contains("_test")).Select(entry => (entry.Name.Replace("_test", ""), entry.Content))]));
        Assert.Equal(2, ExampleFiles.Read(folder["one.npz"], training: true).Count);
        Assert.False(ExampleFiles.HoldsBoth(folder["one.npz"]));
        Assert.Equal(["x", "y"], NpzFormat.ReadData(folder["one.npz"]).Tensors.Select(each => each.Name));
        Assert.Equal("y", Assert.Single(NpzFormat.Read(folder["one.npz"]).Skipped, each => each.Name == "y").Name);
    }
}

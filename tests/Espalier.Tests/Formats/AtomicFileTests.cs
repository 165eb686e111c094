using Espalier.Formats;

namespace Espalier.Tests.Formats;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_failure_leaves_the_old_content_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string file = folder["kept.txt"];
        AtomicFile.WriteText(file, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(file, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(file));
        AtomicFile.RequireWritable(file);
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Root));
        AtomicFile.WriteText(file, "new");
        Assert.Equal("new", File.ReadAllText(file));
    }

    [Fact]
    public void A_failing_disk_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Add("x.npz", [1, 2, 3]);
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device");
        }));
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void A_link_stays_and_its_file_is_replaced()
    {
        using var folder = new TemporaryFolder();
        (string file, string link) = (folder["file.txt"], folder["link.txt"]);
        AtomicFile.WriteText(file, "old");
        try
        {
            File.CreateSymbolicLink(link, file);
        }
        catch (IOException)
        {
            Assert.Skip("links cannot be made here");
        }

        AtomicFile.WriteText(link, "new");
        Assert.Equal(file, new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(file));
    }

    /// <summary>A full device refuses every byte; one that was replaced by a file would take them.</summary>
    [Fact]
    public void A_device_is_written_to_and_not_replaced()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("there is no /dev/full here");
        var error = Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText("/dev/full", "text"));
        Assert.Equal("/dev/full", error.InputSource);
        AtomicFile.WriteText("/dev/null", "text");
        Assert.Empty(File.ReadAllText("/dev/null"));
    }

    [Fact]
    public void A_missing_folder_and_a_folder_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            "create the folder",
            Assert.Throws<InvalidInputException>(() => AtomicFile.RequireWritable(folder["missing/file"])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "create the folder",
            Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText(folder["missing/file"], "")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "this is a folder", Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText(folder.Root, "")).Message, StringComparison.Ordinal);
    }
}

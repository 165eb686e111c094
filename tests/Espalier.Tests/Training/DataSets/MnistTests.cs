using System.Security.Cryptography;
using Espalier.Formats.Idx;
using Espalier.Graphs;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Training.DataSets;

public sealed class MnistTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-mnist-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte", false)]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", true)]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte", false)]
    [InlineData("train-images.idx3-ubyte.gz", "train-labels-idx1-ubyte", true)]
    public void The_usual_names_are_found(string images, string labels, bool gzip)
    {
        Write(images, new Shape(3, 2, 2), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], gzip);
        Write(labels, new Shape(3), [9, 0, 4], gzip);
        LabelledImages set = Mnist.Load(_folder, training: true);
        Assert.Equal("1x2x2", set.Image.ToString());
        Assert.Equal([9, 0, 4], set.Labels.ToArray());
        Assert.Equal([5, 6, 7, 8], set.PixelsOf(1).ToArray());
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Contains("no such folder", Assert.Throws<InvalidInputException>(() => Mnist.Load(_folder + "x", training: true)).Message);
        Assert.Contains("train-images-idx3-ubyte", Assert.Throws<InvalidInputException>(() => Mnist.Load(_folder, training: true)).Message);
        Write("t10k-images-idx3-ubyte", new Shape(1, 2, 2), new byte[4], gzip: false);
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Mnist.Load(_folder, training: false));
        Assert.Equal(
            $"{_folder}: t10k-labels-idx1-ubyte (or t10k-labels-idx1-ubyte.gz) is missing; put the four MNIST files there, "
            + "or let the program fetch them (espalier data fetch mnist)",
            error.Message);
    }

    [Fact]
    public void Images_and_labels_that_do_not_fit_are_refused()
    {
        Write("t10k-images-idx3-ubyte", new Shape(2, 2, 2), new byte[8], gzip: false);
        Write("t10k-labels-idx1-ubyte", new Shape(3), new byte[3], gzip: false);
        Assert.Contains("3 labels do not fit the 2 images", LoadError());
        Write("t10k-labels-idx1-ubyte", new Shape(2), [3, 10], gzip: false);
        Assert.Contains("label 1: 10 is not a label from 0 to 9", LoadError());
        Write("t10k-labels-idx1-ubyte", new Shape(2, 1), [3, 1], gzip: false);
        Assert.Contains("not that of a list of labels", LoadError());
        Write("t10k-images-idx3-ubyte", new Shape(2, 4), new byte[8], gzip: false);
        Assert.Contains("not that of a list of images", LoadError());
    }

    [Slow]
    [Fact]
    public void The_real_files_are_read()
    {
        string folder = RealFolder();
        (LabelledImages training, LabelledImages test) = (Mnist.Load(folder, training: true), Mnist.Load(folder, training: false));
        Assert.Equal((60_000, 10_000, 10, "1x28x28"), (training.Count, test.Count, test.Classes, test.Image.ToString()));
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], training.Labels[..10].ToArray());
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], test.Labels[..10].ToArray());
#pragma warning disable CA5351 // As published for these files.
        foreach ((MnistFile file, IdxArray array) in MnistSet.Digits.Files.Select(f => (f, IdxFile.Read(Path.Combine(folder, f.Name + ".gz")))))
        {
            byte[] raw = IdxFile.Encode(array, gzip: false);
            Assert.Equal((file.Length, file.Md5), (raw.Length, Convert.ToHexStringLower(MD5.HashData(raw))));
        }
#pragma warning restore CA5351
    }

    [Fact]
    public async Task Real_files_already_there_are_not_fetched()
    {
        using var offline = new HttpClient(new NoNetwork());
        Assert.Equal(0, await MnistDownload.FetchAsync(offline, RealFolder(), cancel: TestContext.Current.CancellationToken));
    }

    [Slow]
    [Fact]
    public async Task Fashion_has_the_checksums_of_the_package()
    {
        const string Folder = "/usr/share/datasets/fashion-mnist";
        if (!Directory.Exists(Folder)) Assert.Skip("Debian's package dataset-fashion-mnist is not installed");
        using var offline = new HttpClient(new NoNetwork());
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(0, await MnistDownload.FetchAsync(offline, Folder, MnistSet.Fashion, cancel: cancel));
        InvalidInputException other = await Assert.ThrowsAsync<InvalidInputException>(
            () => MnistDownload.FetchAsync(offline, Folder, MnistSet.Digits, cancel: cancel));
        Assert.Contains("not the file of this name", other.Message);
        LabelledImages test = Mnist.Load(Folder, training: false, MnistSet.Fashion);
        Assert.Equal(("Fashion-MNIST, test", 10_000, 10), (test.Name, test.Count, test.Classes));
    }

    private static string RealFolder() => Checkout.SharedData("mnist");

    private string LoadError() => Assert.Throws<InvalidInputException>(() => Mnist.Load(_folder, training: false)).Message;

    private void Write(string name, Shape shape, byte[] values, bool gzip) =>
        IdxFile.Write(Path.Combine(_folder, name), new IdxArray(shape, values), gzip);

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("nothing may be requested");
    }
}

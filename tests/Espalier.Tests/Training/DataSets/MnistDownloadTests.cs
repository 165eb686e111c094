using System.IO.Compression;
using System.Security.Cryptography;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Training.DataSets;

public sealed class MnistDownloadTests : IDisposable
{
    private static readonly byte[] First = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i >> 7))];
    private static readonly byte[] Second = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 3))];
    private static readonly MnistFile[] Files = [Describe("first-idx3-ubyte", First), Describe("second-idx1-ubyte", Second)];

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("espalier-fetch-").FullName, "new", "mnist");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(_folder))!, recursive: true);

    [Fact]
    public async Task Files_are_fetched_once()
    {
        await using LoopbackServer good = Good();
        var reports = new List<DownloadProgress>();
        Assert.Equal(2, await Fetch([good.Address], progress: new Collector(reports)));
        AssertComplete();
        Assert.Equal(2, good.Requests);
        Assert.Equal(Compress(First).Length, reports.Last(r => r.File == Files[0].Name).Received);
        Assert.All(reports, r => Assert.True(r.Received <= r.Total));

        Assert.Equal(0, await Fetch([good.Address]));
        Assert.Equal(2, good.Requests);
    }

    [Fact]
    public async Task A_wrong_checksum_sends_on_to_the_next_mirror()
    {
        await using var wrong = new LoopbackServer((_, stream, stop) =>
            LoopbackServer.BodyAsync(stream, Compress([.. First.Select((b, i) => (byte)(b + (i == 77 ? 1 : 0)))]), stop));
        await using LoopbackServer good = Good();
        Assert.Equal(2, await Fetch([wrong.Address, good.Address]));
        AssertComplete();
        Assert.Equal(2, wrong.Requests);
    }

    [Fact]
    public async Task Missing_cut_endless_and_unreachable_mirrors_are_passed_over_and_named()
    {
        await using var missing = new LoopbackServer((_, stream, stop) => LoopbackServer.HeaderAsync(stream, "404 Not Found", 0, stop));
        await using var cut = new LoopbackServer((path, stream, stop) =>
            LoopbackServer.BodyAsync(stream, Body(path)[..^20], stop, announced: Body(path).Length));
        await using var cutQuietly = new LoopbackServer((path, stream, stop) => LoopbackServer.BodyAsync(stream, Body(path)[..^20], stop));
        await using var endless = new LoopbackServer((_, stream, stop) => LoopbackServer.BodyAsync(stream, new byte[1 << 20], stop));
        await using var page = new LoopbackServer((_, stream, stop) => LoopbackServer.BodyAsync(stream, "<html>Sign in"u8.ToArray(), stop));
        Uri[] bad = [missing.Address, cut.Address, cutQuietly.Address, endless.Address, page.Address, new Uri("http://127.0.0.1:9/")];

        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(() => Fetch(bad));
        Assert.StartsWith("first-idx3-ubyte: no mirror gave the file (127.0.0.1: ", error.Message);
        Assert.Contains("404", error.Message);
        Assert.Contains("checksum", error.Message);
        Assert.Contains("more than the 300000 bytes", error.Message);
        Assert.Equal(bad.Length - 1, error.Message.Split("; 127.0.0.1: ").Length - 1);
        Assert.Empty(Directory.GetFiles(_folder));

        await using LoopbackServer good = Good();
        Assert.Equal(2, await Fetch([.. bad, good.Address]));
        AssertComplete();
    }

    [Fact]
    public async Task Cancellation_in_a_slow_body_leaves_nothing_half_written()
    {
        using var cancel = new CancellationTokenSource();
        await using var slow = new LoopbackServer(async (path, stream, stop) =>
        {
            await LoopbackServer.BodyAsync(stream, Body(path)[..100], stop, announced: Body(path).Length);
            await Task.Delay(Timeout.Infinite, stop);
        });
        var reports = new List<DownloadProgress>();
        Task<int> fetch = Fetch([slow.Address], progress: new Collector(reports, cancel.Cancel), cancellation: cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_mirror_that_hangs_times_out_and_the_next_is_asked()
    {
        using var patience = new SemaphoreSlim(0);
        await using var hanging = new LoopbackServer((_, _, stop) =>
        {
            // The second file's request waits behind this one, which never ends.
            patience.Release(Files.Length);
            return Task.Delay(Timeout.Infinite, stop);
        });
        await using LoopbackServer good = Good();
        using var client = new HttpClient(new Impatience(hanging.Address, patience));
        Assert.Equal(2, await MnistDownload.FetchAsync(
            Files, client, _folder, [hanging.Address, good.Address], null, TestContext.Current.CancellationToken));
        AssertComplete();
    }

    [Fact]
    public async Task A_plain_file_already_there_counts()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "first.idx3-ubyte"), First, TestContext.Current.CancellationToken);
        await using LoopbackServer good = Good();
        Assert.Equal(1, await Fetch([good.Address]));
    }

    [Fact]
    public async Task Another_file_under_the_name_is_left_alone()
    {
        Directory.CreateDirectory(_folder);
        string other = Path.Combine(_folder, "first-idx3-ubyte.gz");
        await File.WriteAllBytesAsync(other, Compress(Second), TestContext.Current.CancellationToken);
        await using LoopbackServer good = Good();
        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(() => Fetch([good.Address]));
        Assert.StartsWith(other, error.Message);
        Assert.Equal(Compress(Second), await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken));
        Assert.Equal(0, good.Requests);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused()
    {
        string file = Path.GetTempFileName();
        await using LoopbackServer good = Good();
        using var client = new HttpClient();
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            MnistDownload.FetchAsync(Files, client, Path.Combine(file, "mnist"), [good.Address], null, TestContext.Current.CancellationToken));
        File.Delete(file);
    }

    [Fact]
    public void Mirrors_end_in_a_slash() =>
        Assert.All(MnistSet.All.SelectMany(set => set.Mirrors), mirror => Assert.EndsWith("/", mirror.AbsoluteUri));

    private static LoopbackServer Good() => new((path, stream, stop) => LoopbackServer.BodyAsync(stream, Body(path), stop));

    private static byte[] Body(string path) => path switch
    {
        "/mnist/first-idx3-ubyte.gz" => Compress(First),
        "/mnist/second-idx1-ubyte.gz" => Compress(Second),
        _ => [],
    };

    private static byte[] Compress(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var stream = new GZipStream(bytes, CompressionLevel.Optimal)) stream.Write(content);
        return bytes.ToArray();
    }

    private static MnistFile Describe(string name, byte[] content)
    {
#pragma warning disable CA5351 // As published for these files.
        return new MnistFile(name, content.Length, Convert.ToHexStringLower(MD5.HashData(content)));
#pragma warning restore CA5351
    }

    private async Task<int> Fetch(
        IReadOnlyList<Uri> mirrors, IProgress<DownloadProgress>? progress = null, CancellationToken? cancellation = null)
    {
        using var client = new HttpClient();
        return await MnistDownload.FetchAsync(
            Files, client, _folder, mirrors, progress, cancellation ?? TestContext.Current.CancellationToken);
    }

    private void AssertComplete()
    {
        Assert.Equal(["first-idx3-ubyte.gz", "second-idx1-ubyte.gz"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.Equal(Compress(First), File.ReadAllBytes(Path.Combine(_folder, "first-idx3-ubyte.gz")));
        Assert.Equal(Compress(Second), File.ReadAllBytes(Path.Combine(_folder, "second-idx1-ubyte.gz")));
    }

    private sealed class Collector(List<DownloadProgress> reports, Action? afterEach = null) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            reports.Add(value);
            afterEach?.Invoke();
        }
    }

    /// <summary>Gives up on one server as HttpClient's own time limit does, but when that server has the request rather than by the clock.</summary>
    private sealed class Impatience(Uri hanging, SemaphoreSlim received) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Port != hanging.Port) return await base.SendAsync(request, cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task<HttpResponseMessage> response = base.SendAsync(request, limit.Token);
            await received.WaitAsync(cancellationToken);
            await limit.CancelAsync();
            return await response;
        }
    }
}

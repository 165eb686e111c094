using System.Security.Cryptography;
using Espalier.Formats;
using Espalier.Formats.Archives;

namespace Espalier.Training.DataSets;

/// <summary>How far a download is.</summary>
/// <param name="File">The file being fetched.</param>
/// <param name="Received">Bytes of it received.</param>
/// <param name="Total">Its size where the mirror says it.</param>
public sealed record DownloadProgress(string File, long Received, long? Total);

/// <summary>Fetches the four files of MNIST, and of what has its layout, from public mirrors and lets none pass whose checksum is wrong.</summary>
public static class MnistDownload
{
    // The compressed files are smaller than their content; a mirror that sends more sends something else.
    private const int Slack = 1 << 16;
    private const int BufferLength = 1 << 16;

    /// <summary>Fetches the files that the folder does not hold already; each appears whole and checked, or not at all.</summary>
    /// <param name="client">Makes the requests; its timeout and proxy are the caller's choice.</param>
    /// <param name="folder">Where the files go; it is created if need be.</param>
    /// <param name="set">Which database; null for MNIST.</param>
    /// <param name="mirrors">Addresses that end in a slash, or null for <see cref="MnistSet.Mirrors"/>.</param>
    /// <param name="progress">Told after every piece received.</param>
    /// <param name="cancel">Stops the download; what is complete stays.</param>
    /// <returns>The number of files fetched, up to four.</returns>
    /// <exception cref="InvalidInputException">No mirror gave a file correctly, another file has its name, or the folder cannot be
    /// written.</exception>
    public static Task<int> FetchAsync(
        HttpClient client,
        string folder,
        MnistSet? set = null,
        IReadOnlyList<Uri>? mirrors = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancel = default)
    {
        set ??= MnistSet.Digits;
        return FetchAsync(set.Files, client, folder, mirrors ?? set.Mirrors, progress, cancel);
    }

    /// <summary>As the public method, for any files.</summary>
    internal static async Task<int> FetchAsync(
        IReadOnlyList<MnistFile> files,
        HttpClient client,
        string folder,
        IReadOnlyList<Uri> mirrors,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(mirrors);
        int fetched = 0;
        try
        {
            Directory.CreateDirectory(folder);
            foreach (MnistFile file in files)
            {
                if (await IsPresentAsync(folder, file, cancel).ConfigureAwait(false)) continue;
                byte[] content = await FetchAsync(file, client, mirrors, progress, cancel).ConfigureAwait(false);
                // A client that decompresses on the way leaves plain content.
                string name = GzipContent.IsGzip(content) ? file.Name + ".gz" : file.Name;
                AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(content));
                fetched++;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(folder, null, $"the folder cannot be written ({failure.Message})", "choose another folder", failure);
        }

        return fetched;
    }

    /// <summary>Whether the file that <see cref="Mnist.Load"/> would read is there.</summary>
    /// <exception cref="InvalidInputException">Something else is there under its name; it may be precious, so it is left alone.</exception>
    private static async Task<bool> IsPresentAsync(string folder, MnistFile file, CancellationToken cancel)
    {
        string? path = Mnist.Candidates(folder, file).FirstOrDefault(File.Exists);
        if (path is null) return false;
        bool isCorrect = new FileInfo(path).Length <= file.Length + Slack
            && Problem(await File.ReadAllBytesAsync(path, cancel).ConfigureAwait(false), file) is null;
        if (isCorrect) return true;
        throw new InvalidInputException(path, null, "the file there is not the file of this name", "move it away, or choose another folder");
    }

    private static async Task<byte[]> FetchAsync(
        MnistFile file, HttpClient client, IReadOnlyList<Uri> mirrors, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        var problems = new List<string>();
        foreach (Uri mirror in mirrors)
        {
            string problem;
            try
            {
                byte[] content = await ReceiveAsync(new Uri(mirror, file.Name + ".gz"), file, client, progress, cancel).ConfigureAwait(false);
                if (Problem(content, file) is not { } wrong) return content;
                problem = wrong;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                problem = failure.Message;
            }
            catch (OperationCanceledException timeout) when (!cancel.IsCancellationRequested)
            {
                // HttpClient reports its own timeout as a cancellation.
                problem = timeout.Message;
            }

            problems.Add($"{mirror.Host}: {problem}");
        }

        throw new InvalidInputException(
            file.Name,
            null,
            $"no mirror gave the file ({string.Join("; ", problems)})",
            "check the connection and try again, or put the four files into the folder by hand");
    }

    private static async Task<byte[]> ReceiveAsync(
        Uri address, MnistFile file, HttpClient client, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using HttpResponseMessage response =
            await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        long? total = response.Content.Headers.ContentLength;
        using Stream body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var content = new MemoryStream();
        byte[] buffer = new byte[BufferLength];
        while (true)
        {
            int read = await body.ReadAsync(buffer, cancel).ConfigureAwait(false);
            if (read == 0) return content.ToArray();
            content.Write(buffer, 0, read);
            if (content.Length > file.Length + Slack) throw new IOException($"more than the {file.Length} bytes of the file are sent");
            progress?.Report(new DownloadProgress(file.Name, content.Length, total));
        }
    }

    /// <summary>What is wrong with a file's bytes, plain or gzip, or null.</summary>
    private static string? Problem(byte[] content, MnistFile file)
    {
        try
        {
            byte[] raw = content;
            if (GzipContent.IsGzip(content))
            {
                using var gzip = new GzipContent(content, file.Name);
                raw = gzip.ReadRest(file.Length, done: 0);
            }

            return raw.Length == file.Length && HasChecksum(raw, file.Md5)
                ? null
                : $"the {content.Length} bytes received do not have the checksum of the file";
        }
        catch (InvalidInputException damage)
        {
            return damage.Problem;
        }
    }

    private static bool HasChecksum(byte[] content, string md5)
    {
#pragma warning disable CA5351 // The published checksums of these files are MD5; they tell damage, not malice.
        return Convert.ToHexStringLower(MD5.HashData(content)) == md5;
#pragma warning restore CA5351
    }
}

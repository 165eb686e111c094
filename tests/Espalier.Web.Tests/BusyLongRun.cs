using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Espalier.Web.Jobs;
using Espalier.Web.Searches;
using Espalier.Work.Certificates;
using Espalier.Work.Training;

namespace Espalier.Web.Tests;

/// <summary>How long a page waits for the smallest of answers while jobs take every core.</summary>
/// <remarks>
/// Run it beside as many programs as there are to be on the machine. Who asks has a thread and a socket of its own, so that only the server's side
/// waits for threads of the pool.
/// </remarks>
public sealed class BusyLongRun
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("ESPALIER_BUSY_SECONDS"), CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : 60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [Theory(Explicit = true)]
    [InlineData("search")]
    [InlineData("certificate")]
    [InlineData("nothing")]
    public async Task The_smallest_answer_comes_while_jobs_work(string what)
    {
        await using Site site = await Site.Open();
        using var bench = new Workbench(site.Options);
        Begin(bench, site, what);
        (List<double> waits, long pending, int threads) = await Task.Factory.StartNew(
            () => Ask(site.Link, bench), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.DoesNotContain(bench.Jobs, job => job.State == JobState.Failed);
        await bench.Close();
        waits.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(
            Invariant($"{what}: {waits.Count} answers, median {waits[waits.Count / 2]:0.0} ms, 99 % {waits[waits.Count * 99 / 100]:0.0} ms, ")
                + Invariant($"longest {waits[^1]:0.0} ms; at most {pending} items waited for a thread, {threads} threads"));
    }

    /// <summary>As many jobs as run at once; more than one of a kind differ in their seed.</summary>
    private static void Begin(Workbench bench, Site site, string what)
    {
        string a = Path.Combine(site.Models, "a.npz"), b = Path.Combine(site.Models, "b.npz");
        SmallNetwork.WriteWider(a, 0);
        SmallNetwork.WriteWider(b, 1);
        for (int i = 0; i < site.Options.Limits.Running; i++)
        {
            switch (what)
            {
                case "search":
                    SearchRequest search = new SearchView { Hidden = 500, Epochs = 1000, Seed = (ulong)i }.Request;
                    bench.Start("search", "", new SearchJob(), search with { Checkpoint = Path.Combine(site.Folder, $"{i}.kept") });
                    break;
                case "certificate":
                    bench.Start(
                        "certificate",
                        "",
                        new CertifyJob(),
                        new CertifyRequest { A = a, B = b, Box = [[-3], [3]], Tolerance = 0, TimeLimit = 2 * Time.TotalSeconds });
                    break;
            }
        }
    }

    private static (List<double> Waits, long Pending, int Threads) Ask(Uri link, Workbench bench)
    {
        byte[] request = Encoding.ASCII.GetBytes($"GET /assets/icon.svg HTTP/1.1\r\nHost: {link.Authority}\r\n\r\n");
        byte[] answer = new byte[1 << 16];
        using var socket = new TcpClient(link.Host, link.Port);
        NetworkStream stream = socket.GetStream();
        List<double> waits = [];
        (long pending, int threads) = (0, 0);
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Time)
        {
            long start = Stopwatch.GetTimestamp();
            stream.Write(request);
            int got = stream.Read(answer);
            waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(answer, 0, got), StringComparison.Ordinal);
            while (stream.DataAvailable) got = stream.Read(answer);
            pending = Math.Max(pending, ThreadPool.PendingWorkItemCount);
            threads = Math.Max(threads, ThreadPool.ThreadCount);
            Thread.Sleep(Pause);
        }

        return (waits, pending, threads);
    }
}

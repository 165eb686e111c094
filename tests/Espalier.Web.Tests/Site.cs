using System.Net;
using Espalier.Work;
using Espalier.Work.Tickets;

namespace Espalier.Web.Tests;

/// <summary>A laboratory of its own: an own folder, an own store, an own port.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly List<string> _log;
    private Laboratory _laboratory;

    private Site(Laboratory laboratory, ServeOptions options, string folder, List<string> log) =>
        (_laboratory, Options, Folder, _log) = (laboratory, options, folder, log);

    /// <summary>What it serves from.</summary>
    public ServeOptions Options { get; private set; }

    /// <summary>Its folder; the models lie in <c>models</c> below.</summary>
    public string Folder { get; }

    public string Models => Options.Models;

    /// <summary>The address that is printed.</summary>
    public Uri Link => new(_laboratory.Address);

    public Uri At(string path) => new(new Uri(Link.GetLeftPart(UriPartial.Authority)), path);

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log) return [.. _log];
        }
    }

    public static async Task<Site> Open(Func<ServeOptions, ServeOptions>? change = null)
    {
        string folder = Directory.CreateTempSubdirectory("espalier-web-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        List<string> log = [];
        var options = new ServeOptions
        {
            Store = Path.Combine(folder, "results.db"),
            Models = Path.Combine(folder, "models"),
            Threads = 2,
            Log = line =>
            {
                lock (log) log.Add(line);
            },
        };
        options = change?.Invoke(options) ?? options;
        return new(await Laboratory.Start(options), options, folder, log);
    }

    /// <summary>Two networks, <c>small.npz</c> and <c>other.npz</c>, and a ticket of the first.</summary>
    public void Fill()
    {
        string target = Path.Combine(Models, "small.npz");
        SmallNetwork.WriteWider(target, 0);
        SmallNetwork.WriteWider(Path.Combine(Models, "other.npz"), 0.001);
        new DrawJob().Run(new() { Target = target, Out = Path.Combine(Models, "small.ticket") }, new Workplace(1));
    }

    /// <summary>Ends it and starts it again on the same port, as after a crash.</summary>
    public async Task Restart()
    {
        Options = Options with { Port = Link.Port };
        await _laboratory.DisposeAsync();
        _laboratory = await Laboratory.Start(Options);
    }

    /// <summary>A client that follows nothing and keeps no cookies, so that a test sees what the server says.</summary>
    public static HttpClient Plain() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>A client that keeps cookies, as a browser does.</summary>
    public static HttpClient Browsing() => new(new SocketsHttpHandler { CookieContainer = new CookieContainer() });

    public async ValueTask DisposeAsync()
    {
        await _laboratory.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}

using System.Net;
using Espalier.Lab.Storage;

namespace Espalier.Web;

/// <summary>Where the laboratory is served, over which store and which models, and what a page may ask for.</summary>
public sealed record ServeOptions
{
    /// <summary>The store of the sweeps, as an address that <see cref="Stores"/> knows.</summary>
    public string Store { get; init; } = Stores.Standard;

    /// <summary>The folder of networks and tickets; nothing outside it is read or written on behalf of a page.</summary>
    public string Models { get; init; } = ".";

    /// <summary>The address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 picks one.</summary>
    public int Port { get; init; }

    /// <summary>More names by which a browser may ask for the pages, for example that of a proxy.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether a token is asked for on this machine too; elsewhere it always is.</summary>
    public bool AsksForToken { get; init; }

    /// <summary>Whether a page may start experiments that run programs.</summary>
    public bool MayRunPrograms { get; init; }

    /// <summary>Cores that work started from a page may use.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What limits work started from a page.</summary>
    public WorkLimits Limits { get; init; } = new();

    /// <summary>Hears of every request that was refused, and of defects: one line each.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Whether a token is needed to see anything.</summary>
    internal bool NeedsToken => AsksForToken || !IPAddress.IsLoopback(Address);
}

/// <summary>What limits work started from a page.</summary>
public sealed record WorkLimits
{
    /// <summary>Jobs that run at once.</summary>
    public int Running { get; init; } = 2;

    /// <summary>Jobs that wait for their turn.</summary>
    public int Waiting { get; init; } = 16;

    /// <summary>How long a job may take.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a sweep may be worked on without being asked for again.</summary>
    public TimeSpan SweepTime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The memory of the whole program in bytes, beyond which the youngest job is stopped.</summary>
    public long Memory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 3 / 4;

    /// <summary>The largest file that is taken from a browser, in bytes.</summary>
    public long Upload { get; init; } = 1L << 30;
}

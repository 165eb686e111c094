using System.Collections.Immutable;

namespace Espalier.Lab.Clusters;

/// <summary>Workers that a cluster shall start, all alike.</summary>
public sealed record WorkerArray
{
    /// <summary>The sweep they work on.</summary>
    public required string Sweep { get; init; }

    /// <summary>The command of one worker.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Where they start.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder for what they say.</summary>
    public required string Logs { get; init; }

    /// <summary>How many.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>How many at once at most, or null.</summary>
    public int? AtOnce { get; init; }

    /// <summary>Cores of one.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The memory of one, such as 4G, or null.</summary>
    public string? Memory { get; init; }

    /// <summary>The time limit of one turn, as the cluster spells it, or null.</summary>
    public string? Time { get; init; }

    /// <summary>The partition of the cluster, or null.</summary>
    public string? Partition { get; init; }

    /// <summary>A script that every worker reads first, or null.</summary>
    public string? EnvironmentScript { get; init; }

    /// <summary>How many seconds before its time limit a worker is told.</summary>
    public int Notice { get; init; } = 120;

    /// <summary>A name that every cluster takes.</summary>
    internal string Name => "espalier-" + Slug(Sweep);

    /// <summary>Letters, digits and hyphens.</summary>
    internal static string Slug(string text)
    {
        string slug = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
        return slug.Length == 0 ? "sweep" : slug[..Math.Min(40, slug.Length)].TrimEnd('-');
    }
}

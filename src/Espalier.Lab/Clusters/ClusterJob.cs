using System.Collections.Immutable;
using System.Text.Json;

namespace Espalier.Lab.Clusters;

/// <summary>A job that a store remembers with its sweep.</summary>
/// <param name="Engine">What it was given to: slurm or local.</param>
/// <param name="Id">Its name there.</param>
/// <param name="Workers">How many workers it has.</param>
/// <param name="Submitted">When.</param>
/// <param name="Logs">The folder with what its workers say.</param>
public sealed record ClusterJob(string Engine, string Id, int Workers, DateTimeOffset Submitted, string Logs)
{
    /// <summary>The processes of a job that is none of a cluster's.</summary>
    public ImmutableArray<string> Processes { get; init; } = [];

    /// <summary>As a store keeps it.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Storage.SchemaText.Json);

    /// <summary>Reads what a store kept; null where it is nothing that this program wrote.</summary>
    public static ClusterJob? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<ClusterJob>(text, Storage.SchemaText.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How a job's workers stand in their queue.</summary>
/// <param name="Running">At work.</param>
/// <param name="Waiting">In the queue.</param>
/// <param name="Problem">Why it is not known, or null.</param>
public readonly record struct ClusterQueue(int Running, int Waiting, string? Problem)
{
    /// <summary>Whether some may still work.</summary>
    public bool IsAlive => Running + Waiting > 0;
}

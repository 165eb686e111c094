namespace Espalier.Work;

/// <summary>A job was cancelled before it had an answer: what was kept, and whether the same request goes on from there.</summary>
/// <remarks>A plain <see cref="OperationCanceledException"/> says that nothing was kept and that the same request begins anew.</remarks>
/// <param name="kept">What was kept, as a clause, or null for nothing. The same request then continues from there.</param>
/// <param name="keeper">The field of the request that would have kept something, or null.</param>
/// <param name="cancel">What cancelled it.</param>
public sealed class JobStoppedException(string? kept, string? keeper, CancellationToken cancel)
    : OperationCanceledException(kept is null ? "nothing was kept" : kept, cancel)
{
    /// <summary>What was kept, or null.</summary>
    public string? Kept { get; } = kept;

    /// <summary>The field that would have kept something, or null.</summary>
    public string? Keeper { get; } = keeper;

    /// <summary>The file that was kept although nobody asked for it, with which as <see cref="Keeper"/> the same request goes on; or null.</summary>
    public string? Rescue { get; init; }
}

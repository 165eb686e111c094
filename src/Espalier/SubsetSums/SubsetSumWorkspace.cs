namespace Espalier.SubsetSums;

/// <summary>Buffers that solving reuses, for one thread at a time.</summary>
public sealed class SubsetSumWorkspace
{
}

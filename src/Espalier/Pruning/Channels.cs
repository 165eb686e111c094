namespace Espalier.Pruning;

/// <summary>The extent of a value along which places may be removed, and the unit to which each of them belongs.</summary>
/// <remarks>Where there is none, the value stays whole.</remarks>
/// <param name="Axis">The extent.</param>
/// <param name="Units">For each of its places the unit that is removed with it, as <see cref="UnitLedger"/> numbers them.</param>
internal sealed record Channels(int Axis, int[] Units);

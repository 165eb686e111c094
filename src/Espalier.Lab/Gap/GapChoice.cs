using System.Collections.Immutable;
using Espalier.Lab.Experiments.Gap;

namespace Espalier.Lab.Gap;

/// <summary>What is shown of the gap.</summary>
/// <param name="Methods">The methods.</param>
/// <param name="Dimensions">The dimensions, a panel each.</param>
/// <param name="HasProven">Whether the areas are shaded in which success is proven to be unlikely.</param>
/// <param name="HasScaled">Whether laws without a constant are drawn through a measured point.</param>
public sealed record GapChoice(ImmutableArray<GapMethod> Methods, ImmutableArray<int> Dimensions, bool HasProven, bool HasScaled);

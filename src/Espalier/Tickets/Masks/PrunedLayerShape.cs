namespace Espalier.Tickets.Masks;

/// <summary>The extents of a pruned layer, before its mask is known.</summary>
internal readonly record struct PrunedLayerShape(int Ordinal, int Outputs, int Inputs, bool HasBias, int Candidates, bool OneSided)
{
    public int Columns => HasBias ? Inputs + 1 : Inputs;

    public long Weights => (long)Outputs * Columns;

    public static PrunedLayerShape Of(PrunedLayer layer) =>
        new(layer.Ordinal, layer.Outputs, layer.Inputs, layer.HasBias, layer.Candidates, layer.OneSided);
}

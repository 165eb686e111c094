namespace Espalier.Neurons.Cone;

/// <summary>A change of the choice about one item: what it does to the sum of shares, and what it costs apart from that.</summary>
internal readonly record struct ConeMove(int Item, double Change, double Cost);

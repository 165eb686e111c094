using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>Both sides of an error.</summary>
/// <param name="Lower">It is at least this.</param>
/// <param name="Upper">It is at most this.</param>
public sealed record ErrorInterval(double Lower, double Upper)
{
    internal static ErrorInterval Of(SupNormBounds bounds) => new(bounds.Lower, bounds.Upper);

    internal static ErrorInterval Of(WitnessPoint witness, SupNormBounds bounds) => new(Math.Min(witness.Value, bounds.Upper), bounds.Upper);
}

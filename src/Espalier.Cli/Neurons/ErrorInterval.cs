using Espalier.Neurons;

namespace Espalier.Cli.Neurons;

/// <summary>Both sides of an error, as JSON shows them.</summary>
internal sealed record ErrorInterval(double Lower, double Upper)
{
    public static ErrorInterval Of(SupNormBounds bounds) => new(bounds.Lower, bounds.Upper);
}

using Espalier.Certificates.Measures;

namespace Espalier.Certificates;

/// <summary>Asks for sup ‖A(x) − B(x)‖ over a domain.</summary>
/// <param name="Domain">The inputs.</param>
/// <param name="Norm">How the difference of the outputs is measured.</param>
/// <param name="Output">The only output that counts, or null for all.</param>
public sealed record DifferenceQuestion(Domain Domain, OutputNorm Norm = OutputNorm.Largest, int? Output = null)
{
    private readonly Measure? _measure;

    /// <summary>The norm, or what else is made of the difference.</summary>
    internal Measure Measure
    {
        get => _measure ?? new NormMeasure(Norm, Output);
        init => _measure = value;
    }
}

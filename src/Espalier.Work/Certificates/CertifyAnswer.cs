using Espalier.Certificates;

namespace Espalier.Work.Certificates;

/// <summary>How a certificate ended.</summary>
public enum CertifiedStatus
{
    /// <summary>The bounds are as close as was asked for.</summary>
    Closed = 0,

    /// <summary>The difference stays below ε everywhere.</summary>
    Proved = 1,

    /// <summary>The witness reaches ε.</summary>
    Refuted = 2,

    /// <summary>Neither, with the work that was allowed.</summary>
    Undecided = 3,

    /// <summary>A limit came first, or rounding allows no more.</summary>
    Limit = 4,

    /// <summary>The user stopped the work.</summary>
    Cancelled = 5,
}

/// <summary>Both bounds of the difference, and the input at which the lower one is reached.</summary>
/// <param name="Lower">The difference is at least this somewhere, for certain.</param>
/// <param name="Upper">It is at most this everywhere.</param>
/// <param name="Witness">An input at which it is at least <see cref="Lower"/>.</param>
/// <param name="Status">How the work ended.</param>
/// <param name="Method">How the upper bound was found.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Splits">How many pieces were divided.</param>
/// <param name="Norm">How outputs are measured.</param>
/// <param name="Output">The only output that counts, or null.</param>
/// <param name="Epsilon">What it was to stay below, or null.</param>
/// <param name="Met">Where nothing is proved from below: the largest difference that evaluations in float64 met; or null.</param>
public sealed record CertifyAnswer(
    double Lower,
    double Upper,
    double[]? Witness,
    CertifiedStatus Status,
    string Method,
    double Seconds,
    long Splits,
    string Norm,
    int? Output,
    double? Epsilon,
    double? Met)
{
    internal static CertifyAnswer Of(
        Certificate found, DifferenceQuestion question, double? epsilon, double seconds, bool stopped, double met) => new(
        found.Lower,
        found.Upper,
        found.Witness is { } witness ? [.. witness.Point] : null,
        StatusOf(found.Status, epsilon is not null, stopped),
        found.Method,
        seconds,
        found.Pieces / 2,
        question.Norm == OutputNorm.Euclidean ? "l2" : "linf",
        question.Output,
        epsilon,
        found.Lower == 0 && met > 0 && double.IsFinite(met) ? met : null);

    internal static CertifiedStatus StatusOf(CertificateStatus status, bool decision, bool stopped) => status switch
    {
        CertificateStatus.Closed => CertifiedStatus.Closed,
        CertificateStatus.Proved => CertifiedStatus.Proved,
        CertificateStatus.Refuted => CertifiedStatus.Refuted,
        _ when decision => CertifiedStatus.Undecided,
        CertificateStatus.Cancelled when stopped => CertifiedStatus.Cancelled,
        _ => CertifiedStatus.Limit,
    };
}

using Espalier.Certificates;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Certificates;

/// <summary>How a certificate ended, as the command says it.</summary>
internal enum CertifiedStatus
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

/// <summary>The answer of <c>certify</c>.</summary>
internal sealed record Certified(
    double Lower, double Upper, double[]? Witness, CertifiedStatus Status, string Method, double Seconds, long Splits, string Norm, int? Output, double? Epsilon)
{
    public static Certified Of(Certificate found, DifferenceQuestion question, double? epsilon, double seconds, bool stopped) => new(
        found.Lower,
        found.Upper,
        found.Witness is { } witness ? [.. witness.Point] : null,
        StatusOf(found.Status, epsilon is not null, stopped),
        found.Method,
        seconds,
        found.Pieces / 2,
        question.Norm == OutputNorm.Euclidean ? "l2" : "linf",
        question.Output,
        epsilon);

    public static void Show(Certified found, Page page)
    {
        page.Fields(
            ("difference at least", Numerals.Text(found.Lower)),
            ("difference at most", Numerals.Text(found.Upper)),
            ("upper / lower", found.Lower > 0 ? Numerals.Text(Math.Round(found.Upper / found.Lower, 4)) : string.Empty),
            ("status", found.Meaning()),
            ("method", found.Method),
            ("splits", Numerals.Text(found.Splits)),
            ("seconds", Numerals.Text(Math.Round(found.Seconds, 3))),
            ("witness", found.Witness is { Length: <= LongestWitness } point ? string.Join(' ', point.Select(Numerals.Text)) : found.Witness is null ? string.Empty : $"an input of {found.Witness.Length} numbers; --json prints it"));
    }

    private const int LongestWitness = 32;

    private string Meaning() => Status switch
    {
        CertifiedStatus.Closed => "closed: the bounds are as close as was asked for",
        CertifiedStatus.Proved => $"proved: below {Numerals.Text(Epsilon!.Value)} everywhere",
        CertifiedStatus.Refuted => $"refuted: the witness reaches {Numerals.Text(Epsilon!.Value)}",
        CertifiedStatus.Undecided => $"not decided: neither proved below {Numerals.Text(Epsilon!.Value)} nor refuted",
        CertifiedStatus.Limit => "limit: the bounds hold, but could be closer",
        _ => "cancelled: the bounds hold, but could be closer",
    };

    private static CertifiedStatus StatusOf(CertificateStatus status, bool decision, bool stopped) => status switch
    {
        CertificateStatus.Closed => CertifiedStatus.Closed,
        CertificateStatus.Proved => CertifiedStatus.Proved,
        CertificateStatus.Refuted => CertifiedStatus.Refuted,
        _ when decision => CertifiedStatus.Undecided,
        CertificateStatus.Cancelled when stopped => CertifiedStatus.Cancelled,
        _ => CertifiedStatus.Limit,
    };
}

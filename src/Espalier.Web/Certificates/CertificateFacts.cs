using Espalier.Web.Parts;
using Espalier.Work.Certificates;

namespace Espalier.Web.Certificates;

/// <summary>What was found of two networks, as names and numbers.</summary>
internal static class CertificateFacts
{
    private const int MostListed = 24;

    /// <summary>Of any of the answers.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(object answer) => answer switch
    {
        CertifyAnswer found =>
        [
            ("difference at least", Shown.Number(found.Lower)),
            ("difference at most", Shown.Number(found.Upper)),
            ("upper / lower", found.Lower > 0 ? Shown.Number(found.Upper / found.Lower) : ""),
            ("status", Words(found)),
            .. Work(found.Method, found.Splits, found.Seconds),
        ],
        ClassesAnswer found =>
        [
            ("the same class everywhere", found.Status switch
            {
                CertifiedStatus.Proved => "yes, proved",
                CertifiedStatus.Refuted => "no",
                _ => "not decided",
            }),
            ("class of A at the witness", found.ClassA is { } a ? Invariant($"{a}") : ""),
            ("class of B at the witness", found.ClassB is { } b ? Invariant($"{b}") : ""),
            .. Work(found.Method, found.Splits, found.Seconds),
        ],
        QueryAnswer found => [("answer", found.Answer.ToString().ToLowerInvariant()), .. Work(found.Method, found.Splits, found.Seconds)],
        CheckProofAnswer found =>
        [
            ("proof", found.Accepted ? "accepted" : $"refused: {found.Reason}"),
            ("everywhere below", found.Below is { } below ? Shown.Number(below) : ""),
            ("somewhere at least", found.Reaches is { } reaches ? Shown.Number(reaches) : ""),
            ("of output", found.Output is { } output ? Invariant($"{output}") : ""),
            ("domain", found.Domain is { } domain ? Invariant($"a {domain} in {found.Lower!.Length} dimensions") : ""),
            ("parts", Shown.Count(found.Parts)),
            ("seconds", Shown.Number(Math.Round(found.Seconds, 3))),
        ],
        _ => [],
    };

    /// <summary>The input at which they differ, or null.</summary>
    public static double[]? Witness(object? answer) => answer switch
    {
        CertifyAnswer found => found.Witness,
        ClassesAnswer found => found.Witness,
        _ => null,
    };

    /// <summary>An input in words.</summary>
    public static string Words(double[] input) =>
        string.Join(", ", input.Take(MostListed).Select(value => Shown.Number(value)))
        + (input.Length > MostListed ? Invariant($", … ({input.Length} numbers)") : "");

    private static (string, string)[] Work(string method, long splits, double seconds) =>
        [("method", method), ("splits", Shown.Count(splits)), ("seconds", Shown.Number(Math.Round(seconds, 3)))];

    private static string Words(CertifyAnswer found) => found.Status switch
    {
        CertifiedStatus.Closed => "closed: as near as was asked for",
        CertifiedStatus.Proved => $"proved: below {Shown.Number(found.Epsilon!.Value)} everywhere",
        CertifiedStatus.Refuted => $"refuted: the witness reaches {Shown.Number(found.Epsilon!.Value)}",
        CertifiedStatus.Undecided => $"not decided: neither below {Shown.Number(found.Epsilon!.Value)} nor not",
        _ => "stopped: the bounds hold, but could be nearer",
    };
}

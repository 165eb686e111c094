using Espalier.Web.Parts;
using Espalier.Work.Tickets;

namespace Espalier.Web.Tickets;

/// <summary>What drawing and verifying tell, as names and numbers.</summary>
internal static class DrawnFacts
{
    public static IReadOnlyList<(string Name, string Value)> Of(object drawn) => drawn switch
    {
        DrawAnswer free =>
        [
            ("weights", Shown.Count(free.TargetParameters)),
            ("entries of the parent", Shown.Count(free.ParentParameters)),
            ("kept", $"{Shown.Count(free.KeptEdges)} ({Shown.Number(100 * free.KeptShare)} %)"),
            ("beyond the tolerance", Shown.Count(free.Infeasible)),
            ("largest error", Shown.Number(free.MaxWeightError)),
            ("certified in [0, 1]", free.CertifiedError is { } certified ? Shown.Number(certified.BoxError) : ""),
            ("bits per weight, file", Shown.Number(free.BitsPerWeight)),
            ("plain rounding takes", Shown.Number(free.QuantisationBitsPerWeight)),
            ("time", Shown.Time(TimeSpan.FromSeconds(free.Seconds))),
        ],
        CodedDrawAnswer coded =>
        [
            ("weights", Shown.Count(coded.TargetParameters)),
            ("entries of the parent", Shown.Count(coded.ParentParameters)),
            ("kept", $"{Shown.Count(coded.KeptEdges)} ({Shown.Number(100 * coded.KeptShare)} %)"),
            ("relative error", Shown.Number(coded.RelativeError)),
            ("certified in [0, 1]", coded.CertifiedError is { } certified ? Shown.Number(certified.BoxError) : ""),
            ("bits per weight, masks", Shown.Number(coded.MaskBitsPerWeight)),
            ("bits per weight, file", Shown.Number(coded.BitsPerWeight)),
            ("time", Shown.Time(TimeSpan.FromSeconds(coded.Seconds))),
        ],
        _ => [],
    };

    public static IReadOnlyList<(string Name, string Value)> Of(VerifyAnswer verified) =>
    [
        ("every claim holds", verified.Valid switch { true => "yes", false => "no", _ => "as far as it could be checked" }),
        ("largest error, rebuilt", verified.MaxWeightError is { } error ? Shown.Number(error) : ""),
        ("certified in [0, 1], rebuilt", verified.CertifiedError is { } certified ? Shown.Number(certified.BoxError) : ""),
        ("kept", Shown.Count(verified.KeptEdges)),
    ];
}

using Espalier.Web.Certificates;
using Espalier.Web.Sweeps;

namespace Espalier.Web.Pages;

/// <summary>A way in for one kind of reader: what they come for, the pages that have it, and the guide that begins with it.</summary>
/// <param name="Who">Who it is for, as they would say it.</param>
/// <param name="Wish">What they come for.</param>
/// <param name="Guide">The first page of the documentation for them.</param>
/// <param name="Pages">What to do here, and where.</param>
internal sealed record ReaderDoor(string Who, string Wish, string Guide, params (string Deed, string Address)[] Pages)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReaderDoor> All { get; } =
    [
        new(
            "You have a network",
            "It shall be smaller or faster, with a bound on what changed.",
            "docs/start-engineer.md",
            ("Find it in a random network: a ticket", PageEntry.Tickets.Address),
            ("Compare it with its pruned copies", PageEntry.Networks.Address),
            ("Bound what changed", PageEntry.Certificates.Address)),
        new(
            "You compare ways to find subnetworks",
            "Equal budgets, baselines, intervals, and sweeps that go on where they stopped.",
            "docs/start-empiricist.md",
            ("Search a subnetwork, epoch by epoch", PageEntry.Searches.Address),
            ("Run and draw a sweep", PageEntry.Sweeps.Address),
            ("Compare sweeps, cell by cell", CompareView.Path)),
        new(
            "You prove things about pruning",
            "Laws measured with exact solvers, beside what is proven.",
            "docs/start-theorist.md",
            ("Read off the proven threshold", PageEntry.Thresholds.Address),
            ("See weights against neurons", PageEntry.Gap.Address),
            ("Choose neurons yourself", PageEntry.Neurons.Address)),
        new(
            "You verify networks",
            "Proved, refuted by an input, or open; and a proof that others can check.",
            "docs/start-verifier.md",
            ("Bound the difference of two networks", PageEntry.Certificates.Address),
            ("Ask whether both predict the same", new CertificateView { IsOfClasses = true }.Address),
            ("Answer a VNN-LIB file", new CertificateView { Domain = DomainKind.Vnnlib }.Address)),
    ];
}

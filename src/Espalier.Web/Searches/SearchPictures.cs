using System.Collections.Immutable;
using Espalier.Lab.Figures;
using Espalier.Web.Parts;
using Espalier.Work.Training;

namespace Espalier.Web.Searches;

/// <summary>The epochs of a search drawn, and what it found as names and numbers.</summary>
internal static class SearchPictures
{
    /// <summary>Accuracy and loss against epochs; null before the first has ended.</summary>
    public static Figure? Of(IReadOnlyList<TimedEpoch> epochs, int most)
    {
        if (epochs.Count == 0) return null;
        return new()
        {
            Title = "Epochs",
            Description = "Accuracy on the test images after every epoch, the mean loss over its training images, and the weights that were kept.",
            Panels =
            [
                Panel("accuracy", epoch => epoch.Accuracy),
                Panel("loss", epoch => epoch.Loss),
                Panel("kept weights", epoch => epoch.Kept),
            ],
        };

        Panel Panel(string name, Func<TimedEpoch, double> value)
        {
            ImmutableArray<double> values = [.. epochs.Select(value)];
            return new()
            {
                X = new("epoch") { Low = most > 1 ? 1 : 0, High = most, IsWhole = true },
                Y = new(name),
                Traces =
                [
                    new LineTrace(name, [.. epochs.Select(epoch => (double)epoch.Epoch)], values)
                    {
                        Markers = true,
                        Notes = [.. epochs.Select(epoch => Invariant($"epoch {epoch.Epoch}: {name} {Shown.Number(value(epoch))}"))],
                    },
                ],
                Legend = LegendPlacement.None,
            };
        }
    }

    /// <summary>What was found.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts(SearchAnswer found) =>
    [
        ("accuracy", Shown.Number(found.Accuracy)),
        ("kept weights", $"{Shown.Count(found.Kept)} of {Shown.Count(found.Parameters)}"),
        ("weights that act", $"{Shown.Count(found.ActingWeights)}, {Shown.Number(100 * found.ActingShare)} %"),
        ("seconds per epoch", Shown.Number(found.SecondsPerEpoch)),
        ("diverged", found.Remedy ?? ""),
    ];
}

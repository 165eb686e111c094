using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Training;

namespace Espalier.Cli.Training;

/// <summary>What the epochs brought, as a table.</summary>
internal static class EpochTable
{
    public static void Show(TimedEpoch[] epochs, Page page)
    {
        if (epochs.Length == 0) return;
        page.Table(
            ["epoch", "learning rate", "loss", "accuracy", "kept", "seconds"],
            [
                .. epochs.Select(
                    e =>
                        new[]
                        {
                            Numerals.Text(e.Epoch),
                            Numerals.Short(e.LearningRate),
                            Numerals.Short(Math.Round(e.Loss, 4)),
                            Numerals.Short(e.Accuracy),
                            Numerals.Text(e.Kept),
                            e.Seconds is { } s ? Numerals.Short(Math.Round(s, 2)) : "-",
                        }),
            ]);
    }
}

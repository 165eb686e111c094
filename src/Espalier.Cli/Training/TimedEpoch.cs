using Espalier.Cli.Frame;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Training;

/// <summary>What one epoch brought, and how long its steps took.</summary>
internal sealed record TimedEpoch(int Epoch, double LearningRate, double Loss, int Correct, double Accuracy, double? Seconds)
{
    public static void Show(TimedEpoch[] epochs, Page page)
    {
        if (epochs.Length == 0) return;
        page.Table(
            ["epoch", "learning rate", "loss", "accuracy", "seconds"],
            [.. epochs.Select(e => new[] { Numerals.Text(e.Epoch), Numerals.Text(e.LearningRate), Numerals.Text(Math.Round(e.Loss, 4)), Numerals.Text(e.Accuracy), e.Seconds is { } s ? Numerals.Text(Math.Round(s, 2)) : "-" })]);
    }
}

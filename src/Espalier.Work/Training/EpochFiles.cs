using System.Globalization;
using System.Text;

namespace Espalier.Work.Training;

/// <summary>Writes every epoch as it ends: a line of a table, and events that TensorBoard shows.</summary>
/// <remarks>A training that continues from a checkpoint goes on in the same table; TensorBoard joins the event files of a folder.</remarks>
internal sealed class EpochFiles(string? csv, string? events)
{
    private const string Header = "epoch,learning rate,loss,correct,accuracy,kept,seconds";

    private EventFile? _events;

    public void Append(TimedEpoch epoch)
    {
        if (csv is not null) AppendLine(csv, epoch);
        if (events is null) return;
        _events ??= EventFile.Create(events);
        _events.Append(
            epoch.Epoch,
            ("loss", epoch.Loss),
            ("accuracy", epoch.Accuracy),
            ("learning rate", epoch.LearningRate),
            ("kept", epoch.Kept),
            ("seconds", epoch.Seconds ?? double.NaN));
    }

    private static void AppendLine(string path, TimedEpoch epoch)
    {
        var text = new StringBuilder();
        if (epoch.Epoch == 1 || !File.Exists(path)) text.Append(Header).Append('\n');
        text.Append(
            CultureInfo.InvariantCulture,
            $"{epoch.Epoch},{epoch.LearningRate},{epoch.Loss},{epoch.Correct},{epoch.Accuracy},{epoch.Kept},{epoch.Seconds}\n");
        try
        {
            if (epoch.Epoch == 1) File.WriteAllText(path, text.ToString());
            else File.AppendAllText(path, text.ToString());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, null, $"the table cannot be written ({failure.Message})", "name another file", failure);
        }
    }
}

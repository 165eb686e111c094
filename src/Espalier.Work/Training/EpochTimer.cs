using System.Diagnostics;
using System.Globalization;
using Espalier.Training;

namespace Espalier.Work.Training;

/// <summary>What one epoch brought, and how long its steps took; null for an epoch that another process began.</summary>
public sealed record TimedEpoch(int Epoch, double LearningRate, double Loss, int Correct, double Accuracy, long Kept, double? Seconds);

/// <summary>Takes the time of every epoch's steps, without its test, and passes the progress on.</summary>
internal sealed class EpochTimer(string stage, DescentRequest request, Workplace place) : IProgress<TrainingProgress>
{
    private readonly Dictionary<int, double> _seconds = [];
    private readonly Stopwatch _watch = new();
    private readonly IProgress<TrainingProgress>? _listener = place.Stage<TrainingProgress>(stage, step => step.Fraction, Words);
    private readonly EpochFiles _files = new(request.Csv, request.Events);
    private bool _isWhole;

    public void Report(TrainingProgress value)
    {
        if (value.Tested is null)
        {
            if (!_watch.IsRunning)
            {
                _watch.Restart();
                _isWhole = value.Step == 0;
            }

            if (value.Step == value.Steps)
            {
                _watch.Stop();
                if (_isWhole) _seconds[value.Epoch] = _watch.Elapsed.TotalSeconds;
            }
        }

        if (value.Tested is not { } done)
        {
            _listener?.Report(value);
            return;
        }

        TimedEpoch epoch = Of([done])[0];
        _files.Append(epoch);
        place.Progress?.Report(new JobProgress(stage, value.Fraction, Words(value)) { Epoch = epoch });
    }

    /// <summary>The epochs with the seconds of those that this process ran from their first step to their last.</summary>
    public TimedEpoch[] Of(IEnumerable<EpochRecord> epochs) =>
        [
            .. epochs.Select(
                e =>
                    new TimedEpoch(
                        e.Epoch, e.LearningRate, e.Loss, e.Correct, e.Accuracy, e.Kept, _seconds.TryGetValue(e.Epoch, out double seconds)
                            ? seconds
                            : null)),
        ];

    /// <summary>The mean over those epochs, or null.</summary>
    public double? SecondsPerEpoch => _seconds.Count == 0 ? null : _seconds.Values.Average();

    private static string Words(TrainingProgress step) => step.Tested is { } done
        ? string.Create(CultureInfo.InvariantCulture, $"epoch {step.Epoch} of {step.Epochs}, {100 * done.Accuracy:0.00} %")
        : Invariant($"epoch {step.Epoch} of {step.Epochs}");
}

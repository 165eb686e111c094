using System.Diagnostics;
using Espalier.Cli.Frame;
using Espalier.Training;

namespace Espalier.Cli.Training;

/// <summary>Takes the time of every epoch's steps, without its test, and passes the progress on.</summary>
internal sealed class EpochTimer : IProgress<TrainingProgress>
{
    private readonly Dictionary<int, double> _seconds = [];
    private readonly Stopwatch _watch = new();
    private IProgress<TrainingProgress>? _bar;
    private bool _isWhole;

    /// <summary>Runs a training under a progress bar.</summary>
    public T Follow<T>(Call call, string title, Func<IProgress<TrainingProgress>, T> train) =>
        call.Follow<TrainingProgress, T>(
            title,
            step => step.Fraction,
            bar =>
            {
                _bar = bar;
                return train(this);
            },
            step => step.Tested is { } done ? $"{title}, epoch {step.Epoch} of {step.Epochs}, {100 * done.Accuracy:0.00} %" : $"{title}, epoch {step.Epoch} of {step.Epochs}");

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

        _bar?.Report(value);
    }

    /// <summary>The epochs with the seconds of those that this process ran from their first step to their last.</summary>
    public TimedEpoch[] Of(IEnumerable<EpochRecord> epochs) =>
        [.. epochs.Select(e => new TimedEpoch(e.Epoch, e.LearningRate, e.Loss, e.Correct, e.Accuracy, _seconds.TryGetValue(e.Epoch, out double seconds) ? seconds : null))];

    /// <summary>The mean over those epochs, or null.</summary>
    public double? SecondsPerEpoch => _seconds.Count == 0 ? null : _seconds.Values.Average();
}

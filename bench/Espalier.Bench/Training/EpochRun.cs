using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Popup;

namespace Espalier.Bench.Training;

/// <summary>Whole epochs on MNIST with the settings of <c>bench/peers/epochs.py</c>, one line per epoch as it prints them.</summary>
internal static class EpochRun
{
    private static readonly ImmutableArray<int> Widths = [784, 500, 10];

    public static void Run(string kind, int epochs, int threads, string folder)
    {
        ExampleSet training = ExampleSet.Of(Mnist.Load(folder, training: true)), test = ExampleSet.Of(Mnist.Load(folder, training: false));
        var options = new TrainingOptions { Epochs = epochs };
        var clock = new EpochClock(kind);
        TrainingResult result = kind is "base" or "lenet"
            ? BaselineTraining.Run(
                kind == "base" ? Blueprints.OfWidths(Widths.AsSpan()) : Blueprints.LeNet5(),
                training,
                test,
                kind == "base" ? options : options with { LearningRate = 0.05 },
                threads,
                null,
                clock)
            : PopupSearch.Run(
                PopupParent.For(1, Enum.Parse<PopupStructure>(kind, ignoreCase: true), 5, Widths),
                new PopupOptions(),
                training,
                test,
                options,
                threads,
                null,
                clock).Training;
        if (result.Remedy is not null) Console.WriteLine(result.Remedy);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind} peak memory {self.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    private sealed class EpochClock(string kind) : IProgress<TrainingProgress>
    {
        private readonly Stopwatch _watch = new();
        private TimeSpan _processor;

        public void Report(TrainingProgress value)
        {
            if (value.Tested is { } done)
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{kind} epoch {done.Epoch - 1}: {_watch.Elapsed.TotalSeconds:F2} s, processor {_processor.TotalSeconds:F2} s, "
                            + $"accuracy {done.Accuracy:F4}, loss {done.Loss:F4}"));
            else if (value.Step == 0) Start();
            else if (value.Step == value.Steps) Stop();
        }

        private void Start()
        {
            _processor = -Environment.CpuUsage.TotalTime;
            _watch.Restart();
        }

        private void Stop()
        {
            _watch.Stop();
            _processor += Environment.CpuUsage.TotalTime;
        }
    }
}

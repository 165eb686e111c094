using Espalier.Training;
using Espalier.Work.Training;

namespace Espalier.Work.Tests.Training;

public sealed class TrainJobTests : IDisposable
{
    private static readonly TrainRequest Small = new() { Data = "glyphs", Layers = [784, 10], Training = 640, Test = 100, Epochs = 2 };

    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-work-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_training_is_heard_epoch_by_epoch()
    {
        var heard = new Heard();
        Outcome<TrainAnswer> outcome = new TrainJob().Run(Small, heard.Place);
        Assert.Equal((Ending.Holds, TrainingStatus.Finished, 20L), (outcome.Ending, outcome.Answer.Status, outcome.Answer.Steps));
        Assert.Contains(heard.Steps, step => step.Words!.StartsWith("epoch 2 of 2", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_stopped_says_what_was_kept_or_which_field_would_have_kept_it()
    {
        TrainRequest kept = Small with { Checkpoint = Path.Combine(_folder, "state") };
        JobStoppedException stopped = Stopped(kept);
        Assert.Matches($"^[0-9]+ steps are saved in {kept.Checkpoint}$", stopped.Kept);
        Assert.True(File.Exists(kept.Checkpoint));
        JobStoppedException lost = Stopped(Small);
        Assert.Equal((null, "checkpoint"), (lost.Kept, lost.Keeper));
    }

    [Fact]
    public void Wrong_fields_are_named()
    {
        (string Field, TrainRequest Request)[] wrong =
        [
            ("layers", Small with { Layers = [784] }),
            ("layers", Small with { Layers = [783, 10] }),
            ("layers", Small with { Layers = [784, 9] }),
            ("layers", Small with { Layers = [784, 257] }),
            ("layers", Small with { Layers = [784, 1 << 20, 10] }),
            ("epochs", Small with { Epochs = 0 }),
            ("learningRate", Small with { LearningRate = 0 }),
            ("momentum", Small with { Momentum = 1.5 }),
            ("weightDecay", Small with { WeightDecay = double.NaN }),
            ("training", Small with { Training = 0 }),
        ];
        foreach ((string field, TrainRequest request) in wrong)
            Assert.Equal(field, Assert.Throws<InvalidInputException>(() => new TrainJob().Run(request, new Heard().Place)).InputSource);
    }

    private static JobStoppedException Stopped(TrainRequest request)
    {
        using var stop = new CancellationTokenSource();
        return Assert.Throws<JobStoppedException>(() => new TrainJob().Run(request, new Workplace(1, new StopAtOnce(stop), stop.Token)));
    }

    /// <summary>Stops the work at the first step that it reports.</summary>
    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => stop.Cancel();
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Espalier.Training;

namespace Espalier.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private static readonly TrainingOptions Options = new() { Epochs = 3, BatchSize = 10 };

    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-checkpoint-").FullName;

    public static TheoryData<string> Kinds => TrainingRuns.Kinds;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_training_that_was_interrupted_ends_with_the_same_bytes(string kind)
    {
        string whole = Path.Combine(_folder, "whole"), parts = Path.Combine(_folder, "parts");
        (TrainingResult expected, string digest) = Run(kind, whole, stopAt: -1);
        // Between two steps of the first epoch, at the start of the second, and in the midst of the last.
        foreach (int stop in new[] { 2, 1, 5 }) Assert.Equal(TrainingStatus.Cancelled, Run(kind, parts, stop).Result.Status);
        (TrainingResult result, string resumed) = Run(kind, parts, stopAt: -1);
        Assert.Equal(TrainingStatus.Finished, result.Status);
        Assert.Equal(digest, resumed);
        Assert.Equal(expected.Epochs, result.Epochs);
        Assert.Equal(expected.Steps, result.Steps);
        Assert.Equal(TrainingRuns.Weights(expected.Network!), TrainingRuns.Weights(result.Network!));
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(parts));

        // A finished training is not done again.
        int reports = 0;
        (TrainingResult again, digest) = Run(kind, parts, stopAt: -1, () => reports++);
        Assert.Equal((0, resumed), (reports, digest));
        Assert.Equal(expected.Epochs, again.Epochs);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused_with_the_difference()
    {
        string path = Path.Combine(_folder, "checkpoint");
        Run("linear", path, stopAt: 2);
        string before = Convert.ToHexString(File.ReadAllBytes(path));
        Assert.Contains("Linear parent", Assert.Throws<InvalidInputException>(() => Run("relu", path, -1)).Message);
        ExampleSet glyphs = TrainingRuns.Glyphs(training: true, 600);
        Assert.Contains("LearningRate = 0.1", Error(Options with { LearningRate = 0.2 }, glyphs, glyphs));
        Assert.Contains("training set", Error(Options, TrainingRuns.Glyphs(training: true, 601), glyphs));
        Assert.Equal(before, Convert.ToHexString(File.ReadAllBytes(path)));

        string Error(TrainingOptions options, ExampleSet training, ExampleSet test) => Assert.Throws<InvalidInputException>(() =>
            new TrainingLoop(TrainingRuns.Network("linear", [784, 12, 10]), training, test, options, 1).Run(path, null, default)).Message;
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        string path = Path.Combine(_folder, "checkpoint");
        Run("dense", path, stopAt: 2);
        byte[] content = File.ReadAllBytes(path);
        var random = new System.Random(1);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = content.ToArray();
            if (i % 2 == 0) damaged[random.Next(i < 40 ? 400 : damaged.Length)] ^= (byte)(1 << random.Next(8));
            else damaged = damaged[..random.Next(damaged.Length)];
            File.WriteAllBytes(path, damaged);
            InvalidInputException error = Assert.Throws<InvalidInputException>(() => Run("dense", path, -1));
            Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        }

        File.WriteAllBytes(path, [.. content, .. new byte[1 << 16]]);
        Assert.Contains("larger training", Assert.Throws<InvalidInputException>(() => Run("dense", path, -1)).Message);
        File.WriteAllBytes(path, new byte[1 << 20]);
        Assert.Contains("not a checkpoint", Assert.Throws<InvalidInputException>(() => Run("dense", path, -1)).Message);
    }

    [Theory]
    [InlineData("text", -1)]
    [InlineData("text", int.MaxValue)]
    [InlineData("step", -1)]
    [InlineData("step", 60)]
    [InlineData("epochs", 4)]
    [InlineData("epochs", int.MaxValue)]
    public void Numbers_that_cannot_be_are_refused_although_the_checksum_fits(string field, int value)
    {
        string path = Path.Combine(_folder, "checkpoint");
        Run("dense", path, stopAt: 2);
        byte[] content = File.ReadAllBytes(path);
        int text = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(8));

        // Behind the text stand the step, all steps, the loss, the silent steps, and then the number of epochs.
        int place = field switch { "text" => 8, "step" => 12 + text, _ => 12 + text + 24 };
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(place), value);
        SHA256.HashData(content.AsSpan(0, content.Length - 32), content.AsSpan(content.Length - 32));
        File.WriteAllBytes(path, content);
        Assert.Contains("damaged", Assert.Throws<InvalidInputException>(() => Run("dense", path, -1)).Message, StringComparison.Ordinal);
    }

    /// <summary>Runs until a number of reports, or to the end.</summary>
    private static (TrainingResult Result, string Digest) Run(string kind, string checkpoint, int stopAt, Action? seen = null)
    {
        using var cancel = new CancellationTokenSource();
        int reports = 0;
        var watcher = new Watcher(_ =>
        {
            seen?.Invoke();
            if (++reports == stopAt) cancel.Cancel();
        });
        TrainableNetwork network = TrainingRuns.Network(kind, [784, 12, 10]);
        var loop = new TrainingLoop(network, TrainingRuns.Glyphs(training: true, 600), TrainingRuns.Glyphs(training: false, 50), Options, threads: 2);
        return (loop.Run(checkpoint, watcher, cancel.Token), TrainingRuns.Digest(network));
    }
}

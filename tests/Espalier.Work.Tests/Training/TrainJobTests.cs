using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
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

        // Without a checkpoint the state is kept all the same, and goes on from there to the same end.
        JobStoppedException saved = Stopped(Small);
        string rescued = saved.Rescue!;
        Assert.Matches($"^[0-9]+ steps are saved in {Regex.Escape(rescued)}$", saved.Kept);
        Assert.Equal((null, "checkpoint"), (stopped.Rescue, saved.Keeper));
        try
        {
            TrainAnswer resumed = new TrainJob().Run(Small with { Checkpoint = rescued }, new Heard().Place).Answer;
            TrainAnswer whole = new TrainJob().Run(Small, new Heard().Place).Answer;
            Assert.Equal(whole.Epochs.Select(epoch => (epoch.Loss, epoch.Correct)), resumed.Epochs.Select(epoch => (epoch.Loss, epoch.Correct)));
        }
        finally
        {
            File.Delete(rescued);
        }
    }

    [Fact]
    public void Epochs_are_written_as_a_table_and_as_events()
    {
        TrainRequest request = Small with
        {
            Csv = Path.Combine(_folder, "epochs.csv"),
            Events = Path.Combine(_folder, "events"),
            HeldOut = 40,
            Shift = 1,
        };
        TrainAnswer answer = new TrainJob().Run(request, new Heard().Place).Answer;
        string[] lines = File.ReadAllLines(request.Csv);
        Assert.Equal(3, lines.Length);
        string[] last = lines[2].Split(',');
        Assert.Equal(("2", answer.Epochs[1].Correct.ToString(CultureInfo.InvariantCulture), "7840"), (last[0], last[3], last[5]));
        Assert.Equal(10 * 2, answer.Steps);

        // A record is its length, a checksum, the content and a checksum; values are read here by their place in the content.
        byte[] events = File.ReadAllBytes(Assert.Single(Directory.GetFiles(request.Events)));
        var contents = new List<byte[]>();
        for (int at = 0; at < events.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(events.AsSpan(at));
            Assert.Equal(Checksum(events.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(events.AsSpan(at + 8)));
            contents.Add(events[(at + 12)..(at + 12 + length)]);
            Assert.Equal(Checksum(contents[^1]), BinaryPrimitives.ReadUInt32LittleEndian(events.AsSpan(at + 12 + length)));
            at += length + 16;
        }

        Assert.Equal(3, contents.Count);
        int tag = contents[2].AsSpan().IndexOf("accuracy"u8);
        Assert.Equal((float)answer.Epochs[1].Accuracy, BinaryPrimitives.ReadSingleLittleEndian(contents[2].AsSpan(tag + "accuracy".Length + 1)));
    }

    /// <summary>CRC-32C bit by bit, masked as the format says.</summary>
    private static uint Checksum(ReadOnlySpan<byte> content)
    {
        uint crc = uint.MaxValue;
        foreach (byte each in content)
        {
            crc ^= each;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
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
        return Assert.Throws<JobStoppedException>(() => new TrainJob().Run(request, new Workplace(1, new StopAfter(stop), stop.Token)));
    }
}

using Espalier.Formats;
using Espalier.Formats.Architectures;
using Espalier.Formats.VnnLib;
using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Tests.Formats;
using Espalier.Tests.Tickets;
using Espalier.Tests.Training;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Verification;
using Espalier.Training;

namespace Espalier.Tests.House;

/// <summary>Files, texts and messages are the same whatever the culture of the program that runs the library.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => Cultures.Names;

    public void Dispose() => _folder.Dispose();

    /// <summary>Without this the others would prove nothing: text that follows the culture differs here.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Careless_text_differs(string culture)
    {
        (string invariant, string here) = Cultures.Both(culture, () => (-1.5).ToString() + "I".ToLower());
        Assert.NotEqual(invariant, here);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Networks_are_written_and_read(string culture)
    {
        foreach (string format in (string[])["safetensors", "npz", "onnx"])
        {
            // The samples hold numbers that are not finite, which ONNX refuses.
            IEnumerable<Network> networks = format == "onnx"
                ? [Targets.Image(8)]
                : SampleNetworks.All(Precision.Single).Select(sample => sample.Network);
            foreach (Network network in networks)
            {
                Cultures.Same(culture, () =>
                {
                    string path = _folder["network." + format];
                    NetworkFile.Write(path, network);
                    SampleNetworks.AssertSame(network, NetworkFile.Read(path).Network);
                    return File.ReadAllBytes(path);
                });
                Cultures.Same(culture, () => Architecture.Parse(Architecture.Of(network).Format()).Format());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Refusals_say_the_same(string culture)
    {
        Network network = Targets.Image(8);
        foreach (string format in (string[])["safetensors", "npz", "onnx"])
        {
            NetworkFile.Write(_folder["network." + format], network);
            byte[] whole = File.ReadAllBytes(_folder["network." + format]);
            Cultures.Same(
                culture, () => string.Join('\n', Mutations.Of(whole, 3, 300).Select(damaged => Refusal(() => NetworkFile.Read(damaged, "x")))));
        }

        byte[] ticket = Targets.Drawn("relu").File;
        Cultures.Same(culture, () => string.Join('\n', Mutations.Of(ticket, 3, 300).Select(damaged => Refusal(() => TicketFile.Read(damaged, "x")))));
        byte[] property = "(declare-const X_0 Real)(declare-const Y_0 Real)(assert (<= X_0 1.25))(assert (>= X_0 -0.5))"u8.ToArray();
        Cultures.Same(
            culture, () => string.Join('\n', Mutations.Of(property, 3, 300).Select(damaged => Refusal(() => VnnLibBox.Read(damaged, "x")))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Properties_are_read(string culture)
    {
        byte[] property = "(declare-const X_0 Real)(declare-const Y_0 Real)(assert (<= X_0 1.25))(assert (>= X_0 -0.5))"u8.ToArray();
        Cultures.Same(culture, () => (VnnLibBox.Read(property, "x").Lower[0], VnnLibBox.Read(property, "x").Upper[0]));
        Cultures.Same(culture, () => Distribution.Parse("uniform(-0.5,1.5)", "x").ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tickets_are_drawn_written_read_and_verified(string culture)
    {
        (_, Network target, TicketRecipe recipe) = Targets.All().Single(each => each.Name == "linear");
        Cultures.Same(culture, () =>
        {
            byte[] file = TicketFile.Write(Targets.Draw(target, recipe));
            TicketVerification found = TicketVerification.Of(TicketFile.Read(file, "x"), target, threads: 1);
            Assert.True(found.IsValid);
            return Convert.ToHexString(file);
        });

        // What a forged claim is told differs by nothing either.
        ClaimedTicket ticket = Targets.Drawn("linear").Ticket;
        Network other = Targets.Dense(99, true, 6, 5, 4);
        Cultures.Same(culture, () => string.Join('\n', TicketVerification.Of(ticket, other, threads: 1).Problems));
        Cultures.Same(culture, () => Convert.ToHexString(Searches.File(Searches.Named("image"))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_checkpoint_goes_on_under_another(string culture)
    {
        string path = _folder["checkpoint"];
        Cultures.Same(culture, () => { Train("whole-" + Guid.NewGuid(), stopAt: -1, out byte[] file); return Convert.ToHexString(file); });
        (TrainingStatus first, TrainingStatus second) = Cultures.Both(culture, () => Train(path, File.Exists(path) ? -1 : 2, out _));
        Assert.Equal((TrainingStatus.Cancelled, TrainingStatus.Finished), (first, second));
    }

    private TrainingStatus Train(string checkpoint, int stopAt, out byte[] file)
    {
        using var cancel = new CancellationTokenSource();
        int reports = 0;
        var watcher = new Watcher(_ =>
        {
            if (++reports == stopAt) cancel.Cancel();
        });
        var options = new TrainingOptions { Epochs = 2, BatchSize = 10 };
        var loop = new TrainingLoop(
            TrainingRuns.Network("relu", [784, 6, 10]), TrainingRuns.Glyphs(training: true, 600), TrainingRuns.Glyphs(training: false, 50), options,
            threads: 1);
        string path = Path.Combine(_folder.Root, checkpoint);
        TrainingStatus status = loop.Run(path, watcher, cancel.Token).Status;
        file = File.ReadAllBytes(path);
        return status;
    }

    private static string Refusal(Action read)
    {
        try
        {
            read();
            return "read";
        }
        catch (InvalidInputException refusal)
        {
            return refusal.Message;
        }
    }
}

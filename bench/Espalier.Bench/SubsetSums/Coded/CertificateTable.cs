using System.Collections.Immutable;
using Espalier.Certificates;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>How far a network can be from what holds it in fewer bits, proven by one relaxation over boxes around images.</summary>
internal sealed class CertificateTable
{
    private const int Images = 20;
    private const int Calibration = 10_000;
    private const double Reach = 0.01;

    private readonly TableFile _file;
    private readonly Network _network;
    private readonly float[] _pixels;
    private readonly int _threads;

    private CertificateTable(TableFile file, Network network, float[] pixels, int threads) =>
        (_file, _network, _pixels, _threads) = (file, network, pixels, threads);

    public static void Fill(string folder, string model, string images, int threads)
    {
        Network network = NetworkFile.Read(model).Network;
        float[] pixels = NetworkTables.Inputs(Mnist.Load(images, training: false).Slice(0, Images));
        var outputs = new float[Images * network.OutputShape.Length];
        Forward.Run(network, pixels, outputs, Images, threads);
        var file = new TableFile(
            folder,
            "certificates",
            Invariant($"{Path.GetFileName(model)}, boxes of ±{Reach} around {Images} images; the largest output is {outputs.Max(Math.Abs):G4}"),
            ["held as", "mean bound", "largest bound"]);
        var table = new CertificateTable(file, network, pixels, threads);
        table.Row("coded, 4 bits, second moments fed back", () => table.Coded(images));
        foreach (RoundingYardstick yardstick in Yardstick.At(4).OfType<RoundingYardstick>())
            table.Row(yardstick.Name, () => NetworkTable.Rounded(network, yardstick).Network);
    }

    private Network Coded(string images)
    {
        float[] inputs = NetworkTables.Inputs(Mnist.Load(images, training: true).Slice(0, Calibration));
        ImmutableArray<InputMoments?> moments = InputCalibration.Of(_network, inputs, Calibration, products: true, _threads);
        return TicketForms.Folded(CodedTicketDrawing.Draw(_network, new CodedOptions(1, 4, moments), _threads).Ticket);
    }

    private void Row(string name, Func<Network> other) => _file.Row(name, () =>
    {
        var pair = new NetworkPair(_network, other());
        double[] bounds = [.. Enumerable.Range(0, Images).Select(image => Certifier.Relax(pair, new DifferenceQuestion(Box(image)), _threads))];
        return [$"{bounds.Average():G4}", $"{bounds.Max():G4}"];
    });

    private BoxDomain Box(int image)
    {
        int length = _network.InputShape.Length;
        double[] centre = Array.ConvertAll(_pixels[(image * length)..((image + 1) * length)], pixel => (double)pixel);
        return new BoxDomain(Array.ConvertAll(centre, x => x - Reach), Array.ConvertAll(centre, x => x + Reach));
    }
}

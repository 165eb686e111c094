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
internal static class CertificateTable
{
    private const int Images = 20;
    private const int Calibration = 10_000;
    private const double Reach = 0.01;

    public static void Print(string model, string folder)
    {
        Network network = NetworkFile.Read(model).Network;
        LabelledImages training = Mnist.Load(folder, training: true).Slice(0, Calibration);
        var inputs = new float[Calibration * network.InputShape.Length];
        training.Fill(0, inputs);
        ImmutableArray<InputMoments?> moments = InputCalibration.Of(network, inputs, Calibration, products: true, threads: 2);
        Network coded = TicketForms.Folded(CodedTicketDrawing.Draw(network, new CodedOptions(1, 4, moments), threads: 2).Ticket);
        LabelledImages test = Mnist.Load(folder, training: false).Slice(0, Images);
        CodedMaskRun.Print(
            $"{Path.GetFileName(model)}, boxes of ±{Reach} around {Images} images | held as | mean bound | largest bound | largest output |");
        Row("coded, 4 bits, fed back", network, coded, test);
        foreach (RoundingYardstick yardstick in Yardstick.At(4).OfType<RoundingYardstick>())
            Row(yardstick.Name, network, NetworkTable.Rounded(network, yardstick).Network, test);
    }

    private static void Row(string name, Network network, Network other, LabelledImages test)
    {
        var pair = new NetworkPair(network, other);
        var outputs = new float[Images * network.OutputShape.Length];
        var pixels = new float[Images * network.InputShape.Length];
        test.Fill(0, pixels);
        Forward.Run(network, pixels, outputs, Images, threads: 2);
        (double sum, double most) = (0, 0);
        for (int image = 0; image < Images; image++)
        {
            double[] centre = [
                .. pixels.AsSpan(image * network.InputShape.Length, network.InputShape.Length).ToArray().Select(pixel => (double)pixel),
            ];
            var box = new BoxDomain(Array.ConvertAll(centre, x => x - Reach), Array.ConvertAll(centre, x => x + Reach));
            double bound = Certifier.Relax(pair, new DifferenceQuestion(box), threads: 2);
            sum += bound;
            most = Math.Max(most, bound);
        }

        CodedMaskRun.Print($"| {name} | {sum / Images:G4} | {most:G4} | {outputs.Max(Math.Abs):G4} |");
    }
}

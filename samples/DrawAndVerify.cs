using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Samples;

/// <summary>Finds a network in a random one by pruning, writes it as a seed and a mask, and checks the file from the seed alone.</summary>
internal static class DrawAndVerify
{
    public static void Run(string folder, TextWriter output)
    {
        Network target = SmallNetwork.Convolutional(seed: 3);
        int threads = Environment.ProcessorCount;

        // Pairs of random weights behind a ReLU, every weight within 0.03 standard deviations of its row, however many candidates that takes.
        var recipe = new TicketRecipe(
            Seed: 1,
            Construction.Relu,
            CandidateShare.Weight,
            SubsetSumObjective.Error,
            Distribution: null,
            Tolerance.Default,
            Candidates: null,
            NonNegativeInputs: true);
        ClaimedTicket drawn = TicketDrawing.Draw(target, new DrawingOptions(recipe), threads);
        string file = Path.Combine(folder, "sample.ticket");
        TicketFile.Write(file, drawn);

        // Whoever has the file and the target rebuilds the random network from the seed and computes every claim anew.
        ClaimedTicket read = TicketFile.Read(file);
        var verified = TicketVerification.Of(read, target, threads);
        output.WriteLine(Invariant($"{read.Claims.KeptEdges} weights kept, {read.Claims.Infeasible} of the target's beyond their tolerance"));
        output.WriteLine(Invariant($"valid: {verified.IsValid}; over [0, 1] no output differs by more than {read.Claims.Certified!.BoxError:G3}"));

        // An ordinary network again, in the target's shape.
        NetworkFile.Write(Path.Combine(folder, "sample.onnx"), TicketForms.Folded(read.Ticket));
    }
}

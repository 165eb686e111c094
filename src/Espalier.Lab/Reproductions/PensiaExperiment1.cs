using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;

namespace Espalier.Lab.Reproductions;

/// <summary>
/// Experiment 1 of Pensia et al. 2020: every weight of a trained 784-500-10 network as a subset sum of n = 21 random numbers to
/// within ε = 0.01. Published: 77 266 s on 36 cores with a commercial solver.
/// </summary>
public static class PensiaExperiment1
{
    private const double Epsilon = 0.01;
    private const int Candidates = 21;
    private const double PublishedKept = 3_725_871;
    private const double PublishedCandidates = 8_337_000;
    private const double PublishedWeights = 397_000;
    private const double PublishedAccuracy = 0.9719;
    private const double PublishedSeconds = 77_266;
    private const int PublishedCores = 36;

    /// <summary>Runs the experiment with fresh lists and with one list per row, with the fewest edges, and with the fewest candidates.</summary>
    /// <param name="target">The published target network.</param>
    /// <param name="images">The test images.</param>
    /// <param name="seed">The seed of the candidates.</param>
    /// <param name="threads">Cores to use.</param>
    /// <param name="time">The clock that measures each draw.</param>
    /// <param name="progress">Hears the share of the work done.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<ReproductionRow> Run(
        Network target,
        LabelledImages images,
        ulong seed,
        int threads,
        TimeProvider time,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        var recipe = new TicketRecipe(
            seed, Construction.Linear, CandidateShare.Weight, SubsetSumObjective.Error, OverWeights(target), Epsilon, Candidates,
            NonNegativeInputs: true);
        int fewest = CandidateChoice.Fewest(target, recipe, 0.01, threads, null, cancel);
        (string Name, TicketRecipe Recipe, bool IsPublished)[] variants =
        [
            ("fresh lists", recipe, true),
            ("one list per row", recipe with { Share = CandidateShare.Row }, true),
            ("fewest edges", recipe with { Objective = SubsetSumObjective.Edges }, false),
            (Invariant($"fewest candidates for δ = 0.01 (n = {fewest})"), recipe with { Candidates = fewest }, false),
        ];
        var rows = new List<ReproductionRow>
        {
            ReproductionRow.Same("weights", PublishedWeights, target.ParameterCount),
            ReproductionRow.Same("accuracy of the target", PublishedAccuracy, Accuracy(target, images, threads, cancel)),
        };
        for (int i = 0; i < variants.Length; i++)
        {
            (string name, TicketRecipe chosen, bool isPublished) = variants[i];
            var part = progress is null ? null : new PartProgress(progress, i, variants.Length);
            long started = time.GetTimestamp();
            ClaimedTicket ticket = TicketDrawing.Draw(target, new DrawingOptions(chosen), threads, part, cancel);
            double seconds = time.GetElapsedTime(started).TotalSeconds;
            rows.AddRange(
                Rows(name, isPublished, target, ticket, Accuracy(TicketForms.Folded(ticket.Ticket), images, threads, cancel), seconds, threads));
        }

        return rows;
    }

    private static IEnumerable<ReproductionRow> Rows(
        string name, bool isPublished, Network target, ClaimedTicket ticket, double accuracy, double seconds, int threads)
    {
        long kept = ticket.Claims.KeptEdges;
        double candidates = (double)ticket.Ticket.Weights * ticket.Ticket.Pruned[0].Parent.Candidates;
        double infeasible = ticket.Claims.Infeasible;
        double largest = ticket.Claims.MaxWeightError;
        double mean = ticket.MeanWeightError;
        if (!isPublished)
        {
            return
            [
                ReproductionRow.Ours($"{name}: kept", kept),
                ReproductionRow.Ours($"{name}: weights beyond ε", infeasible),
                ReproductionRow.Ours($"{name}: largest weight error", largest),
                ReproductionRow.Ours($"{name}: accuracy", accuracy),
                ReproductionRow.Ours($"{name}: seconds", seconds),
            ];
        }

        return
        [
            ReproductionRow.Same($"{name}: candidates", PublishedCandidates, candidates),
            ReproductionRow.Within(
                $"{name}: kept",
                PublishedKept,
                kept,
                0.1 * PublishedKept,
                "within 10 %: the published solver stops at a tolerance of 1e-6, ours at the optimum"),
            ReproductionRow.Within(
                $"{name}: weights beyond ε",
                0,
                infeasible,
                1e-4 * PublishedWeights,
                "at most 1 in 10 000: fresh lists miss now and then; the published code drew one list per row"),
            ReproductionRow.Ours($"{name}: largest weight error", largest),
            ReproductionRow.Ours($"{name}: mean weight error", mean),
            ReproductionRow.Within($"{name}: accuracy", PublishedAccuracy, accuracy, 0.0005, "within 5 of 10 000 images"),
            ReproductionRow.AtMost($"{name}: core-seconds", PublishedSeconds * PublishedCores, seconds * threads),
        ];
    }

    private static double Accuracy(Network network, LabelledImages images, int threads, CancellationToken cancel) =>
        (double)Classification.CountCorrect(network, images, images.Count, threads, cancel: cancel) / images.Count;

    /// <summary>The candidates range over what all weights together do.</summary>
    private static UniformDistribution OverWeights(Network target)
    {
        WeightRange range = WeightRange.Of(target.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().Select(grid => grid.Weights))
            ?? throw new ArgumentException("the target has no weights");
        return new UniformDistribution((float)range.Smallest, (float)range.Largest);
    }

    private sealed class PartProgress(IProgress<double> whole, int before, int parts) : IProgress<double>
    {
        public void Report(double value) => whole.Report((before + value) / parts);
    }
}

using System.Diagnostics;
using Espalier.Formats;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;
using Espalier.Work.Certificates;
using Espalier.Work.Data;
using Espalier.Work.Gap;
using Espalier.Work.Neurons;
using Espalier.Work.Pruning;
using Espalier.Work.Theory;
using Espalier.Work.Tickets;

namespace Espalier.Work.Tour;

/// <summary>
/// Does everything once, on what is built in, by the jobs that do each by itself; negative when a ticket does not verify.
/// </summary>
public sealed class TourJob : IJob<TourRequest, TourAnswer>
{
    /// <summary>Bits per weight of the coded ticket.</summary>
    public const double Bits = 4;

    /// <summary>Pieces of the domain that a certificate bounds.</summary>
    public const long Pieces = 8;

    /// <summary>Rounds of timing.</summary>
    public const int Rounds = 9;

    /// <summary>The inputs of the neuron that whole neurons shall imitate.</summary>
    public const int Dimension = 6;

    /// <summary>How closely.</summary>
    public const double Epsilon = 1e-3;

    /// <summary>The probability of success that is still allowed.</summary>
    public const double Delta = 0.01;

    /// <summary>The neurons of the parent about which something is proved.</summary>
    public const int Width = 200;

    /// <summary>The share of channels that is removed.</summary>
    public const double Removed = 0.5;

    /// <summary>Few draws, as many as an interval of the median needs.</summary>
    private const int Draws = 7;

    /// <inheritdoc/>
    public Outcome<TourAnswer> Run(TourRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(request.Out);
        var files = TourFiles.In(request.Out);
        TourNetwork.Train(files.Network, request.Seed, place);
        DrawAnswer drawn = Draw(files, request, place);
        CodedDrawAnswer coded = DrawCoded(files, request, place);
        PruneAnswer pruned = Prune(files, request, place);
        ComparedNetwork[] networks = Compare(files, request, place);
        GapTable gap = Gap(request, place);
        string finding = GapFindings.Of(gap, GapFits.Of(gap, place.Threads, place.Cancel)).First().Text;
        var answer = new TourAnswer(
            TouredTicket.Of(drawn, Verify(files.Ticket, files, place), Look(files, place), networks[0], networks[1]),
            Certify(files.Ticket, files, place),
            TouredCoded.Of(coded, Verify(files.Coded, files, place), networks[2]),
            Certify(files.Coded, files, place),
            pruned,
            networks,
            Neurons(request, place),
            new([.. GapCurve.Of(gap)], finding),
            files,
            Stopwatch.GetElapsedTime(started).TotalSeconds);
        place.Cancel.ThrowIfCancellationRequested();
        Report page = TourReport.Of(answer, TourFigures.Of(files, answer, gap), request.Commands, place.Repeat, RunEnvironment.Capture());
        AtomicFile.WriteText(files.Report, ReportHtml.Write(page));
        return Outcome.Of(answer, answer.Ticket.Valid && answer.Coded.Valid);
    }

    private static DrawAnswer Draw(TourFiles files, TourRequest request, Workplace place) => new DrawJob().Run(
        new() { Target = files.Network, Out = files.Ticket, NonnegativeInputs = true, Seed = request.Seed }, place).Answer;

    private static CodedDrawAnswer DrawCoded(TourFiles files, TourRequest request, Workplace place) => new CodedDrawJob().Run(
        new()
        {
            Target = files.Network,
            Out = files.Coded,
            Bits = Bits,
            WeightsFrom = DataSource.Glyphs,
            NonnegativeInputs = true,
            Seed = request.Seed,
        },
        place).Answer;

    private static VerifyAnswer Verify(string ticket, TourFiles files, Workplace place) =>
        new VerifyJob().Run(new() { File = ticket, Target = files.Network }, place).Answer;

    private static LookAnswer Look(TourFiles files, Workplace place) =>
        new LookJob().Run(new() { File = files.Ticket, Target = files.Network }, place).Answer;

    private static CertifyAnswer Certify(string ticket, TourFiles files, Workplace place)
    {
        CertifyAnswer found = new CertifyJob().Run(
            new() { A = files.Network, B = ticket, Box = [[0], [1]], Pieces = Pieces }, place).Answer;
        place.Cancel.ThrowIfCancellationRequested();
        return found;
    }

    private static PruneAnswer Prune(TourFiles files, TourRequest request, Workplace place) => new PruneJob().Run(
        new()
        {
            Model = files.Network,
            Out = files.Pruned,
            Remove = Removed,
            Refit = true,
            Calibration = DataSource.Glyphs,
            Seed = request.Seed,
        },
        place).Answer;

    /// <summary>On one thread, where the processor's time says most.</summary>
    private static ComparedNetwork[] Compare(TourFiles files, TourRequest request, Workplace place) => new CompareNetworksJob().Run(
        new()
        {
            Models = files.Networks,
            Data = DataSource.Glyphs,
            Limit = TourNetwork.TestImages,
            Rounds = Rounds,
            Batches = [64],
            Seed = request.Seed,
        },
        place with { Threads = 1 }).Answer.Networks;

    private static TouredNeurons Neurons(TourRequest request, Workplace place)
    {
        ProvenAnswer proven = new ThresholdJob().Run(
            new() { Dimension = Dimension, Epsilon = Epsilon, Delta = Delta, Radius = 1 }, place).Answer.Proven;
        WitnessAnswer witness = new WitnessJob().Run(
            new() { Parent = new() { Dimension = Dimension, Width = Width, Seed = request.Seed }, Effort = 1 }, place).Answer;
        return new(Dimension, Epsilon, Delta, proven, Width, witness);
    }

    /// <summary>Weights on the circle and where neurons are proven to fail; neurons on the circle alone, and only as far as takes seconds.</summary>
    private static GapTable Gap(TourRequest request, Workplace place)
    {
        var weights = new GapRequest
        {
            Dimensions = [2, Dimension],
            Methods = [GapMethod.Find(GapMethod.Weights)],
            Trials = Draws,
            Seed = request.Seed,
        };
        GapRequest neurons = weights with
        {
            Dimensions = [2],
            Methods = [GapMethod.Find(GapMethod.Neurons)],
            Epsilons = [0.8, 0.3, 0.1, 0.05],
        };
        GapTable first = GapMeasurement.Run(weights, request.Out, place);
        GapTable second = GapMeasurement.Run(neurons, request.Out, place);
        return new([.. first.Points, .. second.Points], first.Cells + second.Cells, first.Missing + second.Missing);
    }
}

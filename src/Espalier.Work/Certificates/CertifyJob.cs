using System.Diagnostics;
using System.Globalization;
using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Checker;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Pruning;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Certificates;

/// <summary>
/// Bounds from both sides how far apart two networks can be; negative when a question whether they stay below ε is not answered with yes.
/// </summary>
public sealed class CertifyJob : IJob<CertifyRequest, CertifyAnswer>
{
    /// <inheritdoc/>
    public Outcome<CertifyAnswer> Run(CertifyRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Number("epsilon", request.Epsilon, "a finite number above 0", static e => e > 0);
        Require.Number("tolerance", request.Tolerance, "a number of at least 0", static t => t >= 0);
        (Network a, Network b) = (Read(request.A, request, place), Read(request.B, request, place));
        // A copy that lost neurons stands beside the whole one layer by layer; a proof file speaks of the networks as they are stored.
        NetworkPair pair = request.Proof is null
            ? new NetworkPair(WholeShape.Of(b, a) ?? a, WholeShape.Of(a, b) ?? b)
            : new NetworkPair(a, b);
        var question = new DifferenceQuestion(StatedDomain.Of(request, a.InputShape, place), request.Norm, request.Output);
        using CancellationTokenSource stop = place.StopAfter(request.TimeLimit);
        long start = Stopwatch.GetTimestamp();
        IProgress<CertificateProgress>? progress = place.Stage<CertificateProgress>(
            "certifying", step => Part(step, request.Epsilon), Describe, static step => new JobBounds(step.Lower, step.Upper));
        var options = new CertifierOptions(request.Epsilon, request.Tolerance, request.Pieces ?? long.MaxValue);
        var witnesses = new WitnessRounds(place.Threads);
        (Certificate found, byte[]? proof) = request.Proof is null
            ? (Certifier.Bound(pair, question, options, place.Threads, witnesses, progress, stop.Token), null)
            : Certifier.Prove(pair, question, options, place.Threads, witnesses, progress, stop.Token);
        if (request.Proof is { } path) Keep(proof, path, a, b, place);
        bool isStopped = place.Cancel.IsCancellationRequested;
        var answer = CertifyAnswer.Of(found, question, request.Epsilon, Stopwatch.GetElapsedTime(start).TotalSeconds, isStopped, witnesses.Met);
        bool cutShort = isStopped && answer.Status is CertifiedStatus.Cancelled or CertifiedStatus.Undecided;
        return Outcome.Of(answer, request.Epsilon is null || answer.Status == CertifiedStatus.Proved, cutShort);
    }

    /// <summary>Writes a proof that is accepted: one that is not is an error, and no file.</summary>
    private static void Keep(byte[]? proof, string path, Network a, Network b, Workplace place)
    {
        if (proof is null)
        {
            place.Cancel.ThrowIfCancellationRequested();
            throw new InvalidInputException("proof", null, "nothing was proved within the limit", "give more time");
        }

        CheckResult check = ProofCheck.Check(proof, a, b, place.Threads);
        if (!check.IsAccepted)
            throw new InvalidInputException("proof", null, $"there is no proof file for these networks: {check.Reason}", "leave it out");
        AtomicFile.Write(path, stream => stream.Write(proof));
    }

    private static Network Read(string path, CertifyRequest request, Workplace place) =>
        Model.Read(path, request.Architecture, place, request.Form).Network;

    /// <summary>How nearly the bounds meet, or how nearly the upper one is below ε.</summary>
    private static double Part(CertificateProgress step, double? epsilon) =>
        step.Upper > 0 && double.IsFinite(step.Upper) ? (epsilon ?? step.Lower) / step.Upper : 0;

    private static string Describe(CertificateProgress step) =>
        string.Create(CultureInfo.InvariantCulture, $"{step.Lower:G4} to {step.Upper:G4}, {step.Pieces} pieces");
}

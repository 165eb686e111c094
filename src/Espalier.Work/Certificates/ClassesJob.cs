using System.Diagnostics;
using System.Globalization;
using Espalier.Certificates;
using Espalier.Certificates.Conditions;
using Espalier.Graphs;
using Espalier.Work.Models;

namespace Espalier.Work.Certificates;

/// <summary>Decides whether the first network's class is the second one's too, everywhere in a domain.</summary>
public sealed class ClassesJob : IJob<CertifyRequest, ClassesAnswer>
{
    /// <inheritdoc/>
    public Outcome<ClassesAnswer> Run(CertifyRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        RequireUsed(request);
        Network Read(string path) => Model.Read(path, request.Architecture, place, request.Form).Network;
        (Network a, Network b) = (Read(request.A), Read(request.B));
        var pair = new NetworkPair(a, b);
        var question = new ClassQuestion(StatedDomain.Of(request, a.InputShape, place), request.Confidence, request.Margin);
        using CancellationTokenSource stop = place.StopAfter(request.TimeLimit);
        long start = Stopwatch.GetTimestamp();
        IProgress<CertificateProgress>? progress = place.Stage<CertificateProgress>(
            "deciding", static _ => 0, static step => string.Create(CultureInfo.InvariantCulture, $"{step.Pieces} pieces, {step.Open} open"));
        ClassCertificate found = ClassAgreement.Decide(pair, question, request.Pieces ?? long.MaxValue, place.Threads, progress, stop.Token);
        bool isStopped = place.Cancel.IsCancellationRequested;
        var answer = new ClassesAnswer(
            CertifyAnswer.StatusOf(found.Status, decision: true, isStopped),
            found.Witness is { } witness ? [.. witness.Point] : null,
            found.Witness?.ClassA,
            found.Witness?.ClassB,
            request.Confidence,
            request.Margin,
            found.Method,
            Stopwatch.GetElapsedTime(start).TotalSeconds,
            found.Pieces / 2);
        return Outcome.Of(answer, answer.Status == CertifiedStatus.Proved, isStopped && answer.Status == CertifiedStatus.Undecided);
    }

    /// <summary>What would be passed over in silence is refused.</summary>
    private static void RequireUsed(CertifyRequest request)
    {
        string? unused = request.Proof is not null ? "proof" : request.Epsilon is not null ? "epsilon" : request.Output is not null ? "output" : null;
        if (unused is not null) throw new InvalidInputException(unused, null, "it speaks of outputs, and classes are compared", "leave it out");
    }
}

using Espalier.Work.Certificates;
using Espalier.Work.Gap;
using Espalier.Work.Neurons;
using Espalier.Work.Pruning;
using Espalier.Work.Theory;
using Espalier.Work.Tickets;

namespace Espalier.Work.Tour;

/// <summary>What the tour showed.</summary>
/// <param name="Ticket">The network in a random one, every weight within its tolerance.</param>
/// <param name="Certificate">How far it is from the network, over all pictures.</param>
/// <param name="Coded">The same at four bits a weight.</param>
/// <param name="CodedCertificate">How far that is.</param>
/// <param name="Pruned">The network without half of its channels.</param>
/// <param name="Networks">All four side by side: the network, both tickets, the pruned copy.</param>
/// <param name="Neurons">What whole neurons cannot do.</param>
/// <param name="Gap">What weights and neurons need, measured.</param>
/// <param name="Files">Where everything was written.</param>
/// <param name="Seconds">All of it.</param>
public sealed record TourAnswer(
    TouredTicket Ticket,
    CertifyAnswer Certificate,
    TouredCoded Coded,
    CertifyAnswer CodedCertificate,
    PruneAnswer Pruned,
    ComparedNetwork[] Networks,
    TouredNeurons Neurons,
    TouredGap Gap,
    TourFiles Files,
    double Seconds);

/// <summary>The ticket that was drawn and verified.</summary>
public sealed record TouredTicket(
    bool Valid,
    string[] Problems,
    int Candidates,
    long TargetParameters,
    long ParentParameters,
    long KeptEdges,
    double MaxWeightError,
    long Infeasible,
    double BitsPerWeight,
    double RelativeError,
    double TargetAccuracy,
    double Accuracy,
    long FileBytes)
{
    internal static TouredTicket Of(
        DrawAnswer drawn, VerifyAnswer verified, LookAnswer look, ComparedNetwork target, ComparedNetwork found) => new(
        verified.Valid == true,
        [.. verified.Problems, .. verified.Unchecked],
        drawn.Candidates,
        drawn.TargetParameters,
        drawn.ParentParameters,
        drawn.KeptEdges,
        drawn.MaxWeightError,
        drawn.Infeasible,
        look.BitsPerWeight!.Value,
        look.RelativeError!.Value,
        target.Accuracy!.Value,
        found.Accuracy!.Value,
        drawn.FileBytes);
}

/// <summary>The ticket of coded masks.</summary>
public sealed record TouredCoded(
    bool Valid,
    string[] Problems,
    double Bits,
    double MaskBitsPerWeight,
    double BitsPerWeight,
    double RelativeError,
    double Accuracy,
    IReadOnlyDictionary<string, YardstickAnswer> Yardsticks,
    long FileBytes)
{
    internal static TouredCoded Of(CodedDrawAnswer drawn, VerifyAnswer verified, ComparedNetwork found) => new(
        verified.Valid == true,
        [.. verified.Problems, .. verified.Unchecked],
        drawn.Bits,
        drawn.MaskBitsPerWeight,
        drawn.BitsPerWeight,
        drawn.RelativeError,
        found.Accuracy!.Value,
        drawn.Yardsticks,
        drawn.FileBytes);
}

/// <summary>What is proven about removing whole neurons.</summary>
/// <param name="Dimension">The number of coordinates.</param>
/// <param name="Epsilon">The largest error that counts as success.</param>
/// <param name="Delta">The probability of success that is still allowed.</param>
/// <param name="Proven">Up to which width random neurons fail.</param>
/// <param name="Width">The neurons of one parent that was drawn.</param>
/// <param name="Witness">What no subset and no refit of these goes below.</param>
public sealed record TouredNeurons(int Dimension, double Epsilon, double Delta, ProvenAnswer Proven, int Width, WitnessAnswer Witness);

/// <summary>A small measurement of the gap, and what it shows.</summary>
public sealed record TouredGap(GapCurve[] Curves, string Finding);

/// <summary>Where everything was written.</summary>
public sealed record TourFiles(string Report, string Network, string Ticket, string Coded, string Pruned)
{
    /// <summary>The files in a folder.</summary>
    public static TourFiles In(string folder) => new(
        Path.Combine(folder, "report.html"),
        Path.Combine(folder, "digits.onnx"),
        Path.Combine(folder, "digits.ticket"),
        Path.Combine(folder, "coded.ticket"),
        Path.Combine(folder, "half.onnx"));

    /// <summary>The networks side by side, the target first.</summary>
    internal string[] Networks => [Network, Ticket, Coded, Pruned];
}

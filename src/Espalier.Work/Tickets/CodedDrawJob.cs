using System.Collections.Immutable;
using System.Diagnostics;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.Parents.Masks;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Work.Data;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Tickets;

/// <summary>Which masks a ticket has.</summary>
public enum MaskKind
{
    /// <summary>Any subset of a weight's candidates.</summary>
    Free,

    /// <summary>Codewords of a convolutional code.</summary>
    Coded,
}

/// <summary>A ticket of coded masks to draw: so many bits per weight, and the least squared error that they buy.</summary>
public sealed record CodedDrawRequest
{
    /// <summary>The most calibration inputs that are read if nothing else is asked for.</summary>
    public const int DefaultInputs = 1024;

    /// <summary>The network to imitate.</summary>
    public required string Target { get; init; }

    /// <summary>The ticket file to write.</summary>
    public required string Out { get; init; }

    /// <summary>Bits per weight, 1 to 5; a fraction mixes rows.</summary>
    public double Bits { get; init; } = 4;

    /// <summary>
    /// Calibration inputs: a data set whose training images are taken, or a .npy or .json file of inputs. Errors then count by what they do
    /// to the outputs of every layer; without them, as they are.
    /// </summary>
    public string? WeightsFrom { get; init; }

    /// <summary>The most calibration inputs that are read.</summary>
    public int Calibration { get; init; } = DefaultInputs;

    /// <summary>The ticket is for inputs of at least 0, such as pixels.</summary>
    public bool NonnegativeInputs { get; init; }

    /// <summary>The radius of the ball over which the error is certified.</summary>
    public double Radius { get; init; } = 1;

    /// <summary>Whether the error is certified as closely as one relaxation can, which takes several times as long.</summary>
    public bool Tight { get; init; }

    /// <summary>The layers of the target, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The seed of the parent, and of glyphs that are drawn.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What drawing a ticket of coded masks tells.</summary>
/// <param name="Mask">Always <c>coded</c>.</param>
/// <param name="Bits">Bits per weight that were asked for.</param>
/// <param name="TargetParameters">Weights and biases that the ticket holds.</param>
/// <param name="ParentParameters">Entries of the parent.</param>
/// <param name="KeptEdges">Kept entries.</param>
/// <param name="KeptShare">Kept over all.</param>
/// <param name="RelativeError">‖w − ŵ‖/‖w‖ over all grids.</param>
/// <param name="MaskBitsPerWeight">What the grids take, scales and rows counted, biases left out.</param>
/// <param name="BitsPerWeight">The whole file.</param>
/// <param name="MaxWeightError">The largest error of a weight.</param>
/// <param name="MeanWeightError">The mean error of a weight.</param>
/// <param name="CertifiedError">What is certified; null where the network is too large.</param>
/// <param name="CalibrationInputs">The inputs that were looked at.</param>
/// <param name="Layers">Layer by layer.</param>
/// <param name="Yardsticks">What could be had instead, on the same weights.</param>
/// <param name="CarriedLayers">Layers with numbers that are carried as they are.</param>
/// <param name="FileBytes">The size of the file.</param>
/// <param name="Seconds">All of it.</param>
public sealed record CodedDrawAnswer(
    string Mask,
    double Bits,
    long TargetParameters,
    long ParentParameters,
    long KeptEdges,
    double KeptShare,
    double RelativeError,
    double MaskBitsPerWeight,
    double BitsPerWeight,
    double MaxWeightError,
    double MeanWeightError,
    CertifiedErrors? CertifiedError,
    int CalibrationInputs,
    CodedLayer[] Layers,
    ImmutableSortedDictionary<string, YardstickAnswer> Yardsticks,
    int CarriedLayers,
    long FileBytes,
    double Seconds);

/// <summary>One layer of a ticket of coded masks.</summary>
/// <param name="Operator">The operator without its numbers.</param>
/// <param name="Outputs">Outputs or output channels.</param>
/// <param name="Weights">The weights of an output.</param>
/// <param name="How">How it is held: <c>coded</c>, with <c>rotated</c>, <c>fed back</c>; or <c>free</c>.</param>
/// <param name="BitsPerWeight">What it takes.</param>
/// <param name="RelativeError">How far its weights are.</param>
public sealed record CodedLayer(string Operator, int Outputs, int Weights, string How, double BitsPerWeight, double RelativeError);

/// <summary>Draws a ticket of coded masks, writes it, and sets it beside what the same bits buy elsewhere.</summary>
public sealed class CodedDrawJob : IJob<CodedDrawRequest, CodedDrawAnswer>
{
    /// <inheritdoc/>
    public Outcome<CodedDrawAnswer> Run(CodedDrawRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Positive("radius", request.Radius);
        Require.Whole("calibration", request.Calibration, 1, int.MaxValue);
        new CodedOptions(request.Seed, request.Bits, null, request.NonnegativeInputs, request.Radius).Check();
        AtomicFile.RequireWritable(request.Out);
        long started = Stopwatch.GetTimestamp();
        var target = TicketTarget.Read(request.Target, request.Architecture, place);
        (ClaimedTicket ticket, IReadOnlyList<WeightGrid> grids, int count) =
            target.Network is { } network ? Draw(request, network, place) : Draw(request, target.Model, place);
        long bytes = TicketFile.Write(request.Out, ticket);
        ImmutableSortedDictionary<string, YardstickAnswer> yardsticks = YardstickAnswer.Measure(request.Bits, grids, place);
        return Outcome.Of(Answer(request, ticket, grids, count, yardsticks, bytes, Stopwatch.GetElapsedTime(started).TotalSeconds));
    }

    private static (ClaimedTicket Ticket, IReadOnlyList<WeightGrid> Grids, int Inputs) Draw(
        CodedDrawRequest request, Network target, Workplace place)
    {
        TicketDrawing.RequireUsable(target, request.Target);
        (ImmutableArray<InputMoments?>? inputs, int count) = Calibrate(request, target, place);
        var options = new CodedOptions(request.Seed, request.Bits, inputs, request.NonnegativeInputs, request.Radius, request.Tight);
        ClaimedTicket ticket = CodedTicketDrawing.Draw(target, options, place.Threads, place.Stage("drawing"), place.Cancel);
        return (ticket, [.. target.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>()], count);
    }

    private static (ClaimedTicket Ticket, IReadOnlyList<WeightGrid> Grids, int Inputs) Draw(
        CodedDrawRequest request, ReadOnlyMemory<byte> model, Workplace place)
    {
        if (request.WeightsFrom is not null)
            throw new InvalidInputException(
                "weightsFrom", null, "what the layers of a model that only ONNX Runtime runs read is not known", "leave it out");
        var options = new CodedOptions(request.Seed, request.Bits, null, NonNegativeInputs: false, request.Radius);
        (ClaimedTicket ticket, ImmutableArray<WeightGrid> grids) =
            ModelTicketDrawing.DrawCoded(model, request.Target, options, place.Threads, place.Stage("drawing"), place.Cancel);
        return (ticket, grids, 0);
    }

    private static (ImmutableArray<InputMoments?>? Inputs, int Count) Calibrate(CodedDrawRequest request, Network target, Workplace place)
    {
        if (request.WeightsFrom is not { } data) return (null, 0);
        (float[] values, int count) =
            CalibrationInputs.Read("weightsFrom", data, request.Calibration, request.Seed, target.InputShape, place);
        return (InputCalibration.Of(target, values, count, products: true, place.Threads, place.Stage("calibrating"), place.Cancel), count);
    }

    private static CodedDrawAnswer Answer(
        CodedDrawRequest request,
        ClaimedTicket claimed,
        IReadOnlyList<WeightGrid> target,
        int inputs,
        ImmutableSortedDictionary<string, YardstickAnswer> yardsticks,
        long bytes,
        double seconds)
    {
        (Ticket ticket, TicketClaims claims) = claimed;
        TicketCost cost = TicketCost.Of(ticket);
        ImmutableArray<YardstickResult> rates = GridRates.Of(ticket, target);
        YardstickResult all = rates.Aggregate((sum, rate) => sum + rate);
        return new CodedDrawAnswer(
            "coded",
            request.Bits,
            ticket.Weights,
            ticket.ParentParameters,
            cost.KeptEdges + cost.KeptUnits,
            cost.KeptShare,
            all.RelativeError,
            all.BitsPerWeight,
            8.0 * bytes / ticket.Weights,
            claims.MaxWeightError,
            claimed.MeanWeightError,
            claims.Certified,
            inputs,
            [.. ticket.Pruned.Zip(rates, Layer)],
            yardsticks,
            ticket.Nodes.Count(node => node is CarriedNode { Operator.ParameterCount: > 0 }),
            bytes,
            seconds);
    }

    private static CodedLayer Layer(PrunedNode node, YardstickResult rate) => new(
        node.Form.Text, node.Parent.Shape.Channels, node.Parent.Shape.Kernel, How(node.Mask), rate.BitsPerWeight, rate.RelativeError);

    private static string How(GridMask mask) => mask is not CodedMask { Bands: [{ Coding: var code }, ..] } ? "free"
        : $"coded{(code.Rotated ? ", rotated" : "")}{(code.ByColumns ? ", fed back" : "")}";
}

using System.Collections.Immutable;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Tickets.Searching;
using Espalier.Training;
using Espalier.Training.Popup;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Training;

/// <summary>Searches a mask over a random network by edge-popup; negative when it diverges.</summary>
public sealed class PopupJob : IJob<PopupRequest, PopupAnswer>
{
    /// <summary>Scores, velocities, weights and the search for thresholds take 20 bytes for each.</summary>
    private const long MostWeights = 1 << 27;

    /// <inheritdoc/>
    public Outcome<PopupAnswer> Run(PopupRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Check(request);
        Network? trained = request.Trained is { } network ? Model.ReadNetwork(network, null, place).Network : null;
        var descent = Descent.Open(request, place);
        RequireFit(trained, request.Trained, descent.Test);
        PopupParent parent = Parent(request, descent.Widths);
        var options = new PopupOptions { Removed = request.Removed, Scope = request.Scope };
        var timer = new EpochTimer("edge-popup", request, place);
        PopupResult result = PopupSearch.Run(
            parent,
            options,
            descent.Training,
            descent.Test,
            descent.Options,
            place.Threads,
            request.Checkpoint,
            timer,
            Descent.Rescue(request),
            place.Cancel);
        Descent.RequireEnd(result.Training, request, place);
        bool isFound = result.Training.Status == TrainingStatus.Finished;
        FoundTicket? found = isFound
            ? FoundTicket.Of(PopupTicket.Of(result, options, descent.Options, descent.Training), trained, descent, request.Out, place)
            : null;
        return Outcome.Of(Answer(result, parent, descent, timer, found), isFound);
    }

    private static void Check(PopupRequest request)
    {
        if (request.Network is not null)
            throw new InvalidInputException(
                "network", null, "edge-popup over pairs searches dense layers", "name `layers`, or search any network with 'espalier search'");
        if (request.HeldOut > 0 && request.Out is not null)
            throw new InvalidInputException("heldOut", null, "a ticket claims what it reaches on the test images", "leave `out` away while choosing");
        Require.Whole("pairs", request.Pairs, 1, 1000);
        Require.Number("removed", request.Removed, "a number from 0 to 1", static value => value is >= 0 and <= 1);
        if (request.Checkpoint is not null) AtomicFile.RequireWritable(request.Checkpoint);
        if (request.Out is not null) AtomicFile.RequireWritable(request.Out);
    }

    private static void RequireFit(Network? trained, string? source, ExampleSet examples)
    {
        if (trained is not null && (trained.InputShape.Length != examples.Source.Example.Length || trained.OutputShape.Length < examples.Classes))
            throw new InvalidInputException(
                source!, null, $"the network does not classify examples of {examples.Source.Name}", "name one that 'espalier train' made of them");
    }

    private static PopupParent Parent(PopupRequest request, ImmutableArray<int> widths)
    {
        try
        {
            var parent = PopupParent.For(request.Seed, request.Structure, request.Pairs, widths);
            if (parent.ParameterCount > MostWeights)
                throw new ArgumentException(
                    Invariant($"a parent of {parent.ParameterCount} weights is larger than the {MostWeights} that are searched"));
            return parent;
        }
        catch (ArgumentException problem)
        {
            throw new InvalidInputException("pairs", null, problem.Message, "choose fewer pairs or smaller layers", problem);
        }
    }

    private static PopupAnswer Answer(PopupResult result, PopupParent parent, Descent descent, EpochTimer timer, FoundTicket? found) => new(
        result.Training.Status,
        found is null ? null : result.Training.Epochs[^1].Accuracy,
        timer.Of(result.Training.Epochs),
        timer.SecondsPerEpoch,
        found is null ? null : result.Kept,
        parent.ParameterCount,
        found is null ? null : (double)result.Kept / parent.ParameterCount,
        found is null
            ? []
            : [.. parent.Tensors.Zip(result.Masks, (tensor, mask) => new KeptTensor(tensor.Layer, [.. tensor.Shape.Extents], mask.Kept))],
        parent.Structure,
        parent.Pairs,
        [.. parent.Widths],
        descent.Training.Source.Name,
        result.Training.Steps,
        found?.Baselines,
        found?.Path,
        found?.Bytes,
        result.Training.Remedy);
}

using Espalier.Formats;
using Espalier.Training;
using Espalier.Training.Searching;

namespace Espalier.Work.Training;

/// <summary>A subnetwork to search by any method.</summary>
public sealed record SearchRequest : DescentRequest
{
    /// <summary>How it is searched.</summary>
    public SubnetworkMethod Method { get; init; } = SubnetworkMethod.EdgePopup;

    /// <summary>The share of all weights that is kept.</summary>
    public double Kept { get; init; } = 0.05;

    /// <summary>How the kept weights are shared among the layers.</summary>
    public LayerShare Share { get; init; } = LayerShare.Global;

    /// <summary>Rounds of iterative magnitude pruning.</summary>
    public int Rounds { get; init; } = 4;

    /// <summary>The epochs after which weights are remembered to be rewound to.</summary>
    public int Rewind { get; init; }

    /// <summary>The law of frozen weights.</summary>
    public SourceLaw Law { get; init; } = SourceLaw.Normal;

    /// <summary>Whether frozen weights are larger by 1/√kept.</summary>
    public bool Scaled { get; init; }

    /// <summary>The share of frozen weights that a random source holds.</summary>
    public double Source { get; init; } = 1;

    /// <summary>The share of the kept weights that is kept at random and not searched.</summary>
    public double Locked { get; init; }

    /// <summary>Whether to measure shuffled masks, re-drawn weights and random masks too; methods that train then train three times more.</summary>
    public bool Sanity { get; init; }

    /// <summary>The network that was found, to write: .onnx, .safetensors or .npz.</summary>
    public string? Out { get; init; }
}

/// <summary>What was found; a value is null where there is none.</summary>
public sealed record SearchAnswer(
    TrainingStatus Status,
    SubnetworkMethod Method,
    double? Accuracy,
    TimedEpoch[] Epochs,
    double? SecondsPerEpoch,
    long Parameters,
    long Kept,
    long ActingWeights,
    double ActingShare,
    KeptTensor[] Tensors,
    double? ShuffledMask,
    double? RedrawnWeights,
    double? RandomMask,
    string Data,
    int[] Layers,
    long Steps,
    string? Path,
    string? Remedy);

/// <summary>Searches a subnetwork within a budget of weights and epochs; negative when the search diverges.</summary>
public sealed class SearchJob : IJob<SearchRequest, SearchAnswer>
{
    /// <inheritdoc/>
    public Outcome<SearchAnswer> Run(SearchRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        if (request.Out is { } path)
        {
            NetworkFile.RequireFormat(path);
            AtomicFile.RequireWritable(path);
        }

        if (request.Checkpoint is not null) AtomicFile.RequireWritable(request.Checkpoint);
        SearchOptions options = Options(request);
        var descent = Descent.Open(request, place);
        var timer = new EpochTimer("searching", request, place);
        SubnetworkResult found = SubnetworkSearch.Run(
            descent.Blueprint,
            options,
            descent.Training,
            descent.Test,
            descent.Options,
            place.Threads,
            request.Checkpoint,
            timer,
            Descent.Rescue(request),
            place.Cancel);
        Descent.RequireEnd(found.Training, request, place);
        bool isFound = found.Training.Status == TrainingStatus.Finished;
        if (isFound && request.Out is { } output) NetworkFile.Write(output, found.Training.Network!);
        double? Reached(SanityCheck check) => isFound && request.Sanity
            ? SubnetworkSearch.Check(
                found, check, descent.Blueprint, options, descent.Training, descent.Test, descent.Options, place.Threads, Stage(
                    check, place), place.Cancel)
            : null;
        var answer = new SearchAnswer(
            found.Training.Status,
            request.Method,
            isFound ? found.Training.Epochs[^1].Accuracy : null,
            timer.Of(found.Training.Epochs),
            timer.SecondsPerEpoch,
            found.Parameters,
            found.Kept,
            found.Acting,
            (double)found.Acting / found.Parameters,
            [.. found.Masks.Select((mask, i) => new KeptTensor(i, Extents(descent, i), mask.Count(kept => kept)))],
            Reached(SanityCheck.Shuffled),
            Reached(SanityCheck.Redrawn),
            Reached(SanityCheck.Random),
            descent.Training.Source.Name,
            [.. descent.Widths],
            found.Training.Steps,
            isFound ? request.Out : null,
            found.Training.Remedy);
        return Outcome.Of(answer, isFound);
    }

    private static IProgress<TrainingProgress>? Stage(SanityCheck check, Workplace place) =>
        place.Stage<TrainingProgress>($"sanity: {Words(check)}", step => step.Fraction);

    private static string Words(SanityCheck check) => check switch
    {
        SanityCheck.Shuffled => "shuffled masks",
        SanityCheck.Redrawn => "other weights",
        SanityCheck.Random => "random masks",
        _ => throw new ArgumentOutOfRangeException(nameof(check), check, "this is no check"),
    };

    private static int[] Extents(Descent descent, int grid) =>
        [.. descent.Blueprint.Nodes.Select(node => node.Operator.Grid).Where(found => found is not null).ElementAt(grid)!.Weights.Shape.Extents];

    private static SearchOptions Options(SearchRequest request)
    {
        var options = new SearchOptions
        {
            Method = request.Method,
            Kept = request.Kept,
            Share = request.Share,
            Rounds = request.Rounds,
            Rewind = request.Rewind,
            Law = request.Law,
            IsScaled = request.Scaled,
            Source = request.Source,
            Locked = request.Locked,
        };
        return options.Objection(request.Epochs) is { } objection
            ? throw new InvalidInputException(objection.Field, null, objection.Problem, objection.Remedy)
            : options;
    }
}

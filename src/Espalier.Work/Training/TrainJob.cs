using Espalier.Formats;
using Espalier.Training;

namespace Espalier.Work.Training;

/// <summary>A network to train.</summary>
public sealed record TrainRequest : DescentRequest
{
    /// <summary>The trained network to write: .onnx, .safetensors or .npz.</summary>
    public string? Out { get; init; }
}

/// <summary>How a training went; a value is null where there is none.</summary>
public sealed record TrainAnswer(
    TrainingStatus Status,
    double? Accuracy,
    TimedEpoch[] Epochs,
    double? SecondsPerEpoch,
    string Data,
    int[] Layers,
    long Parameters,
    long Steps,
    string? Path,
    string? Remedy);

/// <summary>Trains a network by stochastic gradient descent, the baseline of every ticket; negative when it diverges.</summary>
public sealed class TrainJob : IJob<TrainRequest, TrainAnswer>
{
    /// <inheritdoc/>
    public Outcome<TrainAnswer> Run(TrainRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        if (request.Out is { } path) NetworkFile.RequireFormat(path);
        if (request.Out is not null) AtomicFile.RequireWritable(request.Out);
        if (request.Checkpoint is not null) AtomicFile.RequireWritable(request.Checkpoint);
        var descent = Descent.Open(request, place);
        var timer = new EpochTimer("training", request, place);
        TrainingResult result = BaselineTraining.Run(
            descent.Blueprint,
            descent.Training,
            descent.Test,
            descent.Options,
            place.Threads,
            request.Checkpoint,
            timer,
            Descent.Rescue(request),
            place.Cancel);
        Descent.RequireEnd(result, request, place);
        if (request.Out is not null && result.Network is { } network) NetworkFile.Write(request.Out, network);
        var answer = new TrainAnswer(
            result.Status,
            result.Epochs is [.., var last] && result.Network is not null ? last.Accuracy : null,
            timer.Of(result.Epochs),
            timer.SecondsPerEpoch,
            descent.Training.Source.Name,
            [.. descent.Widths],
            descent.Blueprint.ParameterCount,
            result.Steps,
            result.Network is null ? null : request.Out,
            result.Remedy);
        return Outcome.Of(answer, result.Status == TrainingStatus.Finished);
    }
}

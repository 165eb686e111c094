using Espalier.Cli.Frame;
using Espalier.Training;

namespace Espalier.Cli.Training;

/// <summary>What is said when a training did not reach its end.</summary>
internal static class TrainingEnd
{
    /// <summary>Lets a finished training pass, and one that diverged with a warning; a cancelled one ends the command.</summary>
    public static void Require(TrainingResult result, string? checkpoint, Call call)
    {
        if (result.Remedy is { } remedy) call.Warn(remedy);
        if (result.Status != TrainingStatus.Cancelled) return;
        if (checkpoint is not null) call.Warn($"{result.Steps} steps are saved in {checkpoint}; the same command continues from there");
        throw new OperationCanceledException(call.Cancel);
    }
}

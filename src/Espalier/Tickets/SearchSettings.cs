using Espalier.Training.Popup;

namespace Espalier.Tickets;

/// <summary>How the masks of a searched ticket came about.</summary>
public enum SearchMethod
{
    /// <summary>Scores trained through the straight-through gradient; the top share of their magnitudes is kept.</summary>
    EdgePopup,

    /// <summary>A random mask, the baseline of any search.</summary>
    RandomMask,

    /// <summary>The mask of a search, shuffled within every tensor.</summary>
    ShuffledMask,
}

/// <summary>
/// How the masks of a searched ticket were found. Verifying holds the counts against share and scope; the rest only the search itself can
/// confirm.
/// </summary>
/// <param name="Method">What chose the masks.</param>
/// <param name="RemovedShare">The share of the parent's entries that is removed: ⌊share·n⌋ of n.</param>
/// <param name="Scope">Among which scores.</param>
/// <param name="Epochs">Passes over the training set.</param>
/// <param name="LearningRate">At the beginning; it falls to 0 along a cosine.</param>
/// <param name="Momentum">Of the gradient descent.</param>
/// <param name="WeightDecay">Of the scores.</param>
/// <param name="Batch">Examples per step.</param>
/// <param name="Data">The name of the training set.</param>
/// <param name="Examples">Its size.</param>
public sealed record SearchSettings(
    SearchMethod Method,
    double RemovedShare,
    SelectionScope Scope,
    int Epochs,
    double LearningRate,
    double Momentum,
    double WeightDecay,
    int Batch,
    string Data,
    int Examples);

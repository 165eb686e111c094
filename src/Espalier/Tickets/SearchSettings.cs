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

/// <summary>Among which scores the top share is taken.</summary>
public enum SearchSelection
{
    /// <summary>In each tensor apart.</summary>
    Layer,

    /// <summary>Among all tensors at once.</summary>
    Global,
}

/// <summary>How the masks of a searched ticket were found. It takes the search itself, not a verification, to confirm this.</summary>
/// <param name="Method">What chose the masks.</param>
/// <param name="RemovedShare">The share of the parent's entries that was to be removed.</param>
/// <param name="Selection">Among which scores.</param>
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
    SearchSelection Selection,
    int Epochs,
    double LearningRate,
    double Momentum,
    double WeightDecay,
    int Batch,
    string Data,
    int Examples);

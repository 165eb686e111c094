namespace Espalier.Training.Popup;

/// <summary>
/// Edge-popup (Ramanujan et al. 2020): every weight of a parent that is never trained has a score, and those with the largest
/// magnitudes are kept; the scores descend the gradient as if keeping were the identity.
/// </summary>
public static class PopupSearch
{
    /// <summary>Searches.</summary>
    /// <param name="parent">The parent; its widths are those of the examples and classes at the ends.</param>
    /// <param name="options">What is kept.</param>
    /// <param name="training">The examples to train on. The ReLU structure needs examples ≥ 0, which pixels are.</param>
    /// <param name="test">The examples to test with after every epoch, made in the same way.</param>
    /// <param name="descent">How the descent of the scores runs; its seed draws the first scores and the order of the examples.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="checkpoint">A file to continue from if it exists, or null; see <see cref="BaselineTraining"/>.</param>
    /// <param name="progress">Told how far the search is, on the caller's thread.</param>
    /// <param name="rescue">A file for the state when the work is cancelled and there is no checkpoint, or null; it is a checkpoint.</param>
    /// <param name="cancel">Ends the work after a step; the outcome is then <see cref="TrainingStatus.Cancelled"/>.</param>
    /// <remarks>
    /// The first scores are uniform: between ± the standard deviation of the tensor's weights for a pair, between ±1/√inputs for a wide
    /// layer. A score's derivative is that of the loss by the masked weight, times the weight, times the sign of the score. Of equal
    /// magnitudes at the threshold, those that stand first are kept, so that the number kept is exact.
    /// </remarks>
    /// <exception cref="ArgumentException">The parent, the examples and the options do not fit each other.</exception>
    /// <exception cref="InvalidInputException">The checkpoint is that of another search, or damaged, or cannot be written.</exception>
    public static PopupResult Run(
        PopupParent parent,
        PopupOptions options,
        ExampleSet training,
        ExampleSet test,
        TrainingOptions descent,
        int threads,
        string? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        string? rescue = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(descent);
        if (parent.Structure == PopupStructure.Relu && !(training.IsNonNegative() && test.IsNonNegative()))
            throw new ArgumentException("the ReLU structure needs examples without negative numbers; end the frozen layers in a ReLU");
        var network = new PopupNetwork(parent, options, descent.Seed);
        TrainingResult result = new TrainingLoop(network, training, test, descent, threads).Run(checkpoint, progress, cancel, rescue);
        return new PopupResult(result, parent, result.Status == TrainingStatus.Diverged ? [] : network.Masks);
    }
}

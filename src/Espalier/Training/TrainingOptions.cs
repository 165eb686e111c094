using System.Globalization;
using System.Text;

namespace Espalier.Training;

/// <summary>How stochastic gradient descent runs: momentum, weight decay, and a cosine that takes the learning rate to 0.</summary>
/// <remarks>
/// With the gradient g of the batch's mean loss at a parameter p: v ← momentum·v + (g + decay·p), p ← p − rate·v.
/// In epoch e of E the rate is ½·rate·(1 + cos(π·e/E)), e from 0.
/// </remarks>
public sealed record TrainingOptions
{
    /// <summary>How often every example is seen.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Examples per step; the last step of an epoch takes those left.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The learning rate of the first epoch.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The part of the last step's velocity that this step keeps.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The part of a parameter that is added to its gradient.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>The seed of the initial parameters and of the order of the examples.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Training images are moved by up to so many pixels each way, anew in every epoch.</summary>
    public int Shift { get; init; }

    /// <summary>Whether every other training image is mirrored left to right, anew in every epoch.</summary>
    public bool Flip { get; init; }

    /// <summary>Throws unless the numbers make a training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Require()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, 1 << 16);
        ArgumentOutOfRangeException.ThrowIfNegative(Shift);
        RequireBetween(LearningRate, 0, 1e30, nameof(LearningRate));
        RequireBetween(Momentum, 0, 1, nameof(Momentum));
        RequireBetween(WeightDecay, 0, 1e30, nameof(WeightDecay));
    }

    /// <summary>The same text under every culture: a checkpoint compares it.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Epochs = {Epochs}, BatchSize = {BatchSize}, LearningRate = {LearningRate}, ");
        builder.Append(CultureInfo.InvariantCulture, $"Momentum = {Momentum}, WeightDecay = {WeightDecay}, Seed = {Seed}");
        if (Shift > 0 || Flip) builder.Append(CultureInfo.InvariantCulture, $", Shift = {Shift}, Flip = {Flip}");
        return true;
    }

    private static void RequireBetween(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high)) throw new ArgumentOutOfRangeException(name, value, Invariant($"not between {low} and {high}"));
    }
}

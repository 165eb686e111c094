using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>What is proven about all subsets and all refits of a parent.</summary>
/// <param name="Error">No subset and no refit has a smaller error.</param>
/// <param name="Witness">
/// A point of the ball from which no neuron bends before the target does on the way to both sides along the target, as far as η times its norm.
/// </param>
/// <param name="Eta">η.</param>
/// <param name="Point">What the witness proves.</param>
/// <param name="Space">What the smallest angle to the target proves, seen within a space, or null where that is no space at all.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record WitnessAnswer(LowerSide Error, IReadOnlyList<double> Witness, double Eta, LowerSide Point, SpaceProof? Space, double Seconds);

/// <summary>One side of an error.</summary>
/// <param name="Lower">It is at least this.</param>
public sealed record LowerSide(double Lower);

/// <summary>A space that holds the target, in which no neuron's line is near to it.</summary>
/// <param name="Lower">The error that this proves.</param>
/// <param name="Dimension">Of the space.</param>
/// <param name="Angle">The angle in radians from the target's line to the nearest neuron's, seen within the space, is not smaller.</param>
/// <param name="Axes">Vectors that span the space together with the target.</param>
public sealed record SpaceProof(double Lower, int Dimension, double Angle, IReadOnlyList<IReadOnlyList<double>> Axes)
{
    internal static SpaceProof? Of(ParentBound bound) => bound.Axes.Count == 0 ? null : new(
        bound.Subspace, bound.Axes.Count + 1, bound.Angle, bound.Axes);
}

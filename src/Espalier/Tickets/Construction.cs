namespace Espalier.Tickets;

/// <summary>How a parent holds a target's weights.</summary>
public enum Construction
{
    /// <summary>
    /// Pensia et al. 2020, Theorem 1: every layer W becomes a random pair N·σ(M·x); a weight is a sum of products v·u,
    /// one sum for positive inputs and one for negative ones.
    /// </summary>
    Relu,

    /// <summary>Pensia et al. 2020, Figure 1b and Experiment 1: n direct candidates per weight, y = Σ s·a·x, no inner ReLU.</summary>
    Linear,

    /// <summary>Malach et al. 2020: the pair of <see cref="Relu"/>, but a weight is at most one product: the closest, or none.</summary>
    Single,

    /// <summary>
    /// Burkholz 2022 (Most Activation Functions Can Win the Lottery Without Excessive Depth): L + 1 layers in place of 2L. Every hidden neuron is
    /// made in several copies, and a weight is a sum of single numbers, each on a copy of its own. The first layer is a pair as in
    /// <see cref="Relu"/>; biases are weights on a neuron that is 1 everywhere.
    /// </summary>
    Shallow,
}

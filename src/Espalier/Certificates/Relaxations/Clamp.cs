namespace Espalier.Certificates.Relaxations;

/// <summary>A part of the domain: where one network's value before a ReLU has a sign (0 belongs to both).</summary>
/// <param name="Neuron">The neuron.</param>
/// <param name="First">Whether the value is A's rather than B's.</param>
/// <param name="Positive">The sign.</param>
internal readonly record struct Clamp(Neuron Neuron, bool First, bool Positive);
